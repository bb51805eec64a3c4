/** Code to read and to copy. */
import Check from 'lucide-react/icons/check'
import Copy from 'lucide-react/icons/copy'
import { useEffect, useState } from 'react'
import { Button } from './Button'
import styles from './CodeBlock.module.css'

interface CodeBlockProps {
  code: string
  /** What is copied, e.g. "script tag". */
  label?: string
}

export function CodeBlock({ code, label = 'code' }: CodeBlockProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = window.setTimeout(() => { setState('idle') }, 2_000)
    return () => { window.clearTimeout(timer) }
  }, [state])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code)
      setState('copied')
    } catch {
      setState('failed') // no clipboard outside HTTPS and localhost: the text stays selectable
    }
  }
  const word = { idle: 'Copy', copied: 'Copied', failed: 'Select and copy' }[state]
  return (
    <div className={styles.block}>
      <Button
        size="sm"
        className={styles.copy}
        icon={state === 'copied' ? <Check aria-hidden /> : <Copy aria-hidden />}
        aria-label={`${word} ${label}`}
        onClick={() => { void copy() }}
      >
        {word}
      </Button>
      <pre className={styles.code} tabIndex={0} aria-label={label}>
        <code>{code}</code>
      </pre>
    </div>
  )
}
