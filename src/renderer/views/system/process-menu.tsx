import type { ProcessList, SystemProcess } from '../../../contract/system.ts'
import type { ProcessRow } from '../../system/process-rows.ts'
import { AnchoredMenu, MenuItem, MenuLine } from '../../components/menu.tsx'
import { attachTo } from '../../program/actions.ts'
import { isOn } from '../../program/session.ts'
import { useApp, useAppState } from '../../state/app.ts'
import type { ProcessRequest } from './process-dialogs.tsx'

export interface MenuAt {
  readonly row: ProcessRow
  /** Where it opens, and what has the focus again when it closes. */
  readonly anchor: Element
}

interface Props {
  readonly menu: MenuAt | undefined
  readonly affinity: ProcessList['affinity'] | undefined
  readonly onRequest: (request: ProcessRequest) => void
  readonly onClose: () => void
}

/** What can be done to a process; what cannot says why. */
export function ProcessMenu({ menu, affinity, onRequest, onClose }: Props) {
  return (
    <AnchoredMenu label={menu && `Actions for ${menu.row.process.name}`} anchor={menu?.anchor} onClose={onClose}>
      {menu !== undefined && <Items process={menu.row.process} affinity={affinity} onRequest={onRequest} />}
    </AnchoredMenu>
  )
}

interface ItemsProps extends Pick<Props, 'affinity' | 'onRequest'> {
  readonly process: SystemProcess
}

function Items({ process, affinity, onRequest }: ItemsProps) {
  const app = useApp()
  const busy = useAppState(({ runs, program }) =>
    runs.busy
      ? 'A run is on.'
      : program !== undefined && isOn(program)
        ? 'Another program is being watched.'
        : undefined,
  )
  const control = reasonOf(process.controllable)
  const canSet = control ?? reasonOf(affinity)
  const ask = (action: ProcessRequest['action']) => () => onRequest({ action, process })
  return (
    <>
      <MenuItem
        note={busy ?? reasonOf(process.readable) ?? 'which thread, which GIL, and why'}
        disabled={busy !== undefined}
        onSelect={() => attachTo(app, process.pid)}
      >
        Watch
      </MenuItem>
      <MenuLine />
      <MenuItem note={control ?? 'asks it to end'} disabled={control !== undefined} onSelect={ask('end')}>
        End …
      </MenuItem>
      <MenuItem
        note={control === undefined ? 'ends it at once' : undefined}
        disabled={control !== undefined}
        onSelect={ask('kill')}
      >
        Kill …
      </MenuItem>
      <MenuLine />
      <MenuItem
        note={process.nice === undefined ? undefined : `nice ${process.nice}`}
        disabled={control !== undefined}
        onSelect={ask('priority')}
      >
        Priority …
      </MenuItem>
      <MenuItem
        note={reasonOf(affinity) ?? (process.cores === undefined ? undefined : `cores ${process.cores}`)}
        disabled={canSet !== undefined}
        onSelect={ask('affinity')}
      >
        Affinity …
      </MenuItem>
    </>
  )
}

function reasonOf(known: true | { readonly missing: string } | undefined): string | undefined {
  return known === undefined || known === true ? undefined : known.missing
}
