import { loadRows } from '../../contract/load.ts'
import type { Environment } from '../../contract/observation.ts'
import { Info } from '../components/tip.tsx'
import { Popover } from '../components/popover.tsx'
import styles from './core-use.module.css'

/** Who used the cores during a run, in a table behind a button; nothing where the run does not have it. */
export function CoreUse({ load }: Pick<Environment, 'load'>) {
  if ('missing' in load) return null
  return (
    <Popover label="Who used the cores" button="Load">
      <h3>Who used the cores</h3>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">part</th>
            <th scope="col" data-column="cores">
              <Info text="CPU time / time of the run">cores</Info>
            </th>
            <th scope="col">programs</th>
          </tr>
        </thead>
        <tbody>
          {loadRows(load).map(({ label, cores, detail }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td data-column="cores">{cores}</td>
              <td>{detail}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Popover>
  )
}
