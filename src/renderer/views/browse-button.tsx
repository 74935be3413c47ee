import type { FILE_PURPOSES } from '../../contract/procedures.ts'
import { attempt } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import buttons from '../components/button.module.css'

interface Props {
  readonly purpose: (typeof FILE_PURPOSES)[number]
  /** What is chosen, for those who do not see where the button stands: "the data folder". */
  readonly what: string
  readonly onChoose: (path: string) => void
}

/** Opens the host's own dialog beside a field for a path; not there where the host has no dialogs, as in a browser. */
export function BrowseButton({ purpose, what, onChoose }: Props) {
  const app = useApp()
  const hasDialogs = useAppState(({ link }) => link.status === 'open' && link.host.dialogs)
  if (!hasDialogs) return undefined
  const choose = () =>
    attempt(app, undefined, async () => {
      const { paths } = await app.client().call('chooseFiles', { purpose })
      if (paths[0] !== undefined) onChoose(paths[0])
    })
  return (
    <button type="button" className={buttons.button} aria-label={`Browse for ${what}`} onClick={() => void choose()}>
      Browse …
    </button>
  )
}
