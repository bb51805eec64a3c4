/** Who may change the configuration. */
import { useMe } from '../../api'

/** Whether the person asking may change sites, users and tokens; the server decides again. */
export function useMayChange(): boolean {
  const { data: me } = useMe()
  return me?.user?.role === 'owner' || me?.user?.role === 'admin'
}
