/** The choice of how visitors are recognised, with what each means. */
import type { Schemas } from '../../../api'
import { cx } from '../../../ui'
import styles from './sites.module.css'

type ConsentMode = Schemas['SiteOut']['consent_mode']

const CHOICES: { mode: ConsentMode; label: string; text: string }[] = [
  {
    mode: 'required',
    label: 'Ask first',
    text: "Nothing is stored in the browser until your banner calls ecomdash('consent', true). Until then visitors are counted anonymously, for one day at a time.",
  },
  {
    mode: 'implied',
    label: 'Unless refused',
    text: "Visitors are recognised from the start, and forgotten when your banner calls ecomdash('consent', false). Check that your law allows it.",
  },
  {
    mode: 'never-store',
    label: 'Never',
    text: 'Nothing is ever stored in the browser, whatever is clicked. Returning visitors are new again each day; no banner is needed for this script.',
  },
]

interface ConsentChoiceProps {
  value: ConsentMode
  onChange: (mode: ConsentMode) => void
  disabled: boolean
}

export function ConsentChoice({ value, onChange, disabled }: ConsentChoiceProps) {
  return (
    <fieldset className={styles.choices} disabled={disabled}>
      <legend className={styles.legend}>Recognise returning visitors</legend>
      {CHOICES.map(({ mode, label, text }) => (
        <label key={mode} className={cx(styles.choice, value === mode && styles.chosen)}>
          <input type="radio" name="consent_mode" value={mode} checked={value === mode} onChange={() => onChange(mode)} />
          <span>
            <strong>{label}</strong>
            <span className={styles.choiceText}>{text}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
