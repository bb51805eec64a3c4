/** What one unit of each foreign currency is worth, for shops that sell in several. */
import Plus from 'lucide-react/icons/plus'
import X from 'lucide-react/icons/x'
import { Button, Field, IconButton, Select, TextInput } from '../../../ui'
import { currencyOptions } from '../../../lib/currencies'
import styles from './sites.module.css'
import type { Rate } from './wish'

interface RatesProps {
  currency: string
  rates: Rate[]
  onChange: (rates: Rate[]) => void
  error: (field: string) => string | undefined
  disabled: boolean
}

export function Rates({ currency, rates, onChange, error, disabled }: RatesProps) {
  const options = currencyOptions().filter(({ value }) => value !== currency)
  const free = options.find(({ value }) => !rates.some((rate) => rate.currency === value))
  const change = (at: number, part: Partial<Rate>) =>
    onChange(rates.map((rate, index) => (index === at ? { ...rate, ...part } : rate)))
  return (
    <div className={styles.rates} role="group" aria-label="Exchange rates">
      {rates.map((rate, at) => (
        <div key={at} className={styles.rate}>
          <span className={styles.one}>1</span>
          <Field label="Currency" hideLabel>
            <Select
              options={options.filter(({ value }) => value === rate.currency || !rates.some((other) => other.currency === value))}
              value={rate.currency}
              disabled={disabled}
              onChange={(code) => change(at, { currency: code })}
            />
          </Field>
          <span>=</span>
          <Field label={`Price of 1 ${rate.currency} in ${currency}`} hideLabel error={error(`rates.${rate.currency}`)}>
            <TextInput
              inputMode="decimal"
              value={rate.price}
              disabled={disabled}
              placeholder="0.00"
              onChange={(event) => change(at, { price: event.target.value })}
            />
          </Field>
          <span className={styles.one}>{currency}</span>
          <IconButton
            label={`Remove ${rate.currency}`}
            size="sm"
            disabled={disabled}
            onClick={() => onChange(rates.filter((_, index) => index !== at))}
          >
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      {!disabled && free && (
        <div>
          <Button size="sm" icon={<Plus aria-hidden />} onClick={() => onChange([...rates, { currency: free.value, price: '' }])}>
            Add exchange rate
          </Button>
        </div>
      )}
    </div>
  )
}
