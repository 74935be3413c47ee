import { hostRows } from '../../contract/host-rows.ts'
import type { Run } from '../../contract/run.ts'
import { formatTenths, NO_NUMBER, UNIT_SPACE } from '../../contract/text.ts'
import { Info } from '../components/tip.tsx'
import { Popover } from '../components/popover.tsx'
import styles from './core-use.module.css'

/** The other machines on which workers ran, in a table behind a button; nothing where there were none. */
export function Hosts({ record }: { readonly record: Run }) {
  const rows = hostRows(record)
  if (rows.length === 0) return null
  return (
    <Popover label="Other hosts" button={rows.length === 1 ? '1 other host' : `${rows.length} other hosts`}>
      <h3>Other hosts</h3>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">host</th>
            <th scope="col" data-column="cores">
              <Info text="Mean of the trials that had workers there">busy cores</Info>
            </th>
            <th scope="col">
              <Info text="How exactly its clock is known: an order of two events that are closer means nothing">
                clock
              </Info>
            </th>
            <th scope="col">remark</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ host, cores, busyCores, clockMs, missing }) => (
            <tr key={host}>
              <th scope="row">{host}</th>
              <td data-column="cores">
                {formatTenths(busyCores)} of {cores}
              </td>
              <td>{clockMs === undefined ? NO_NUMBER : `±${clockMs.toFixed(1)}${UNIT_SPACE}ms`}</td>
              <td>{missing}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Popover>
  )
}
