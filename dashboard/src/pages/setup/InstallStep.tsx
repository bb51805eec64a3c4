/** The script tag, and the check that it works. */
import { useNavigate } from 'react-router'
import { useSites } from '../../api'
import { Button, CodeBlock, Skeleton } from '../../ui'
import { Entrance } from '../../app/Entrance'
import styles from '../../app/Entrance.module.css'
import { FirstEvent } from '../../app/FirstEvent'
import { Steps } from './Steps'

export function InstallStep({ onDone }: { onDone: () => void }) {
  const navigate = useNavigate()
  const { data: sites } = useSites()
  const site = sites?.[0]
  const open = () => {
    onDone()
    void navigate('/', { replace: true })
  }
  return (
    <Entrance
      wide
      title="Add it to your shop"
      text="Paste this line into the <head> of every page. It is the same for all of them."
      below="You find this again under Settings, Install."
    >
      <Steps current={2} />
      <div className={styles.form}>
        {site ? <CodeBlock code={site.snippet} label="script tag" /> : <Skeleton height={64} />}
        {site && <FirstEvent siteId={site.id} />}
        <div className={styles.buttons}>
          <span />
          <Button variant="primary" onClick={open} autoFocus>
            Open the dashboard
          </Button>
        </div>
      </div>
    </Entrance>
  )
}
