/** One site: its form, and the way to delete it. */
import ArrowLeft from 'lucide-react/icons/arrow-left'
import { useState } from 'react'
import { useCreateSite, useDeleteSite, useUpdateSite, type Schemas } from '../../../api'
import { Button, Card, useToast } from '../../../ui'
import { ConfirmByName } from '../ConfirmByName'
import styles from '../settings.module.css'
import { useMayChange } from '../useMayChange'
import own from './sites.module.css'
import { SiteForm } from './SiteForm'

interface SiteEditorProps {
  /** undefined = a new one. */
  site: Schemas['SiteOut'] | undefined
  onClose: () => void
}

export function SiteEditor({ site, onClose }: SiteEditorProps) {
  const create = useCreateSite()
  const update = useUpdateSite()
  const toast = useToast()
  const mayChange = useMayChange()
  const saving = site ? update : create
  const save = (wish: Schemas['SiteIn']) => {
    const saved = site ? update.mutateAsync({ id: site.id, ...wish }) : create.mutateAsync(wish)
    void saved.then(
      () => {
        toast({ title: site ? 'Changes saved' : `${wish.name} added`, tone: 'good' })
        onClose()
      },
      () => undefined, // shown in the form
    )
  }
  return (
    <div className={styles.stack}>
      <div className={own.head}>
        <Button variant="ghost" size="sm" icon={<ArrowLeft aria-hidden />} onClick={onClose}>
          All sites
        </Button>
        <h2 className={own.title}>{site ? site.name : 'New site'}</h2>
        {site && <code className={styles.mono}>{site.key}</code>}
      </div>
      <SiteForm site={site} readOnly={!mayChange} busy={saving.isPending} error={saving.error} onSave={save} onCancel={onClose} />
      {site && mayChange && <DeleteSite site={site} onDeleted={onClose} />}
    </div>
  )
}

function DeleteSite({ site, onDeleted }: { site: Schemas['SiteOut']; onDeleted: () => void }) {
  const [asking, setAsking] = useState(false)
  const remove = useDeleteSite()
  const toast = useToast()
  const confirm = () =>
    void remove.mutateAsync(site.id).then(
      () => {
        toast({ title: `${site.name} deleted` })
        onDeleted()
      },
      () => undefined, // shown in the dialog
    )
  return (
    <Card label="Delete this site">
      <div className={own.danger}>
        <div>
          <h2 className={own.groupTitle}>Delete this site</h2>
          <p className={own.groupText}>Every visit, order and setting of it is removed, for ever. Its key stops working at once.</p>
        </div>
        <Button variant="danger" onClick={() => setAsking(true)}>
          Delete site
        </Button>
      </div>
      {asking && (
        <ConfirmByName
          title={`Delete ${site.name}?`}
          text="All its data is removed from this server and cannot be brought back."
          name={site.name}
          verb="Delete for ever"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={confirm}
          onClose={() => { setAsking(false) }}
        />
      )}
    </Card>
  )
}
