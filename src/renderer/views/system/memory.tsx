import type { MemoryUse, SystemProcess } from '../../../contract/system.ts'
import { formatBytes, formatShare } from '../../../contract/text.ts'
import { processId } from '../../system/process-rows.ts'
import { Whole } from '../../components/tip.tsx'
import texts from '../../components/text.module.css'
import panels from '../../components/panel.module.css'
import styles from './memory.module.css'

interface Props {
  readonly memory: MemoryUse | undefined
  readonly processes: readonly SystemProcess[]
}

/** Processes that are named beside the bar. */
const NAMED = 3

/** Memory of the machine: used, copies of files that can be given up, free; swap; and the largest processes. */
export function MemoryPanel({ memory, processes }: Props) {
  const largest = processes.toSorted((a, b) => b.rssBytes - a.rssBytes).slice(0, NAMED)
  return (
    <section className={`${panels.panel} ${styles.memory}`} data-panel="memory" aria-labelledby="memory-title">
      <h2 id="memory-title">
        Memory <b>{memory && `${formatBytes(usedBytes(memory))} of ${formatBytes(memory.totalBytes)}`}</b>
      </h2>
      {memory !== undefined && <Bar memory={memory} />}
      {memory !== undefined && <Swap swap={memory.swap} />}
      {largest.length > 0 && (
        <dl className={styles.largest} aria-label="Largest processes">
          {largest.map((process) => (
            <div key={processId(process)}>
              <Whole text={process.name}>
                <dt className={texts.ellipsis}>
                  {process.name} <small>{process.pid}</small>
                </dt>
              </Whole>
              <dd>{formatBytes(process.rssBytes)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}

function usedBytes({ totalBytes, availableBytes }: MemoryUse): number {
  return totalBytes - availableBytes
}

function Bar({ memory }: { readonly memory: MemoryUse }) {
  const { totalBytes, availableBytes, freeBytes } = memory
  const parts = [
    { id: 'used', label: 'used', bytes: usedBytes(memory) },
    { id: 'files', label: 'file cache', bytes: Math.max(availableBytes - freeBytes, 0) },
    { id: 'free', label: 'free', bytes: Math.min(freeBytes, availableBytes) },
  ]
  return (
    <>
      <div className={styles.bar} aria-hidden="true">
        {parts.map(({ id, bytes }) => (
          <i key={id} data-part={id} style={{ width: `${(bytes / totalBytes) * 100}%` }} />
        ))}
      </div>
      <dl className={styles.legend} aria-label="Use of the memory">
        {parts.map(({ id, label, bytes }) => (
          <div key={id} data-part={id}>
            <dt>{label}</dt>
            <Whole text={formatShare(bytes / totalBytes)}>
              <dd>{formatBytes(bytes)}</dd>
            </Whole>
          </div>
        ))}
      </dl>
    </>
  )
}

function Swap({ swap }: Pick<MemoryUse, 'swap'>) {
  if ('missing' in swap) return <p className={styles.swap}>{swap.missing}</p>
  const { totalBytes, freeBytes } = swap
  const text =
    totalBytes === 0
      ? 'There is no swap space.'
      : `Swap: ${formatBytes(totalBytes - freeBytes)} of ${formatBytes(totalBytes)} used`
  return <p className={styles.swap}>{text}</p>
}
