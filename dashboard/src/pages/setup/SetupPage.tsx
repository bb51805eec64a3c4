/** The first run: the owner's account, the first site, and then the script tag with a check that it works. */
import { useState } from 'react'
import { Navigate } from 'react-router'
import { useMe, useSetup } from '../../api'
import { parseDomains } from '../../lib/domains'
import { AccountStep } from './AccountStep'
import { InstallStep } from './InstallStep'
import { SiteStep } from './SiteStep'
import { EMPTY, isAboutAccount, type Values } from './values'

export default function SetupPage() {
  const [step, setStep] = useState(0)
  const [values, setValues] = useState(EMPTY)
  const { data: me } = useMe()
  const { setup, enter } = useSetup()
  const change = (part: Partial<Values>) => setValues((before) => ({ ...before, ...part }))

  const forward = () => {
    setup.reset()
    setStep(1)
  }
  const create = () => {
    const { email, password, setup_token, name, domains, timezone, currency } = values
    const site = { name: name.trim(), domains: parseDomains(domains), timezone, currency }
    void setup
      .mutateAsync({ email: email.trim(), password, setup_token: setup_token.trim() || null, site })
      .then(() => setStep(2))
      .catch((error: unknown) => {
        if (isAboutAccount(error)) setStep(0)
      })
  }

  if (step < 2 && me && !me.needs_setup) return <Navigate to="/" replace />
  if (step === 0) return <AccountStep {...{ values, change, error: setup.error }} onDone={forward} />
  if (step === 1) {
    return <SiteStep {...{ values, change, error: setup.error }} busy={setup.isPending} onBack={() => setStep(0)} onDone={create} />
  }
  return <InstallStep onDone={enter} />
}
