import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { useRef, type ReactNode, type RefObject } from 'react'

interface Options {
  readonly count: number
  /** As in the style sheet, CSS pixels: every row is as high, so that those out of sight need not be there. */
  readonly rowHeight: number
  /** Rows beyond the visible ones on either side, so that scrolling shows no hole. */
  readonly spareRows: number
  /** A row that is there also while it is out of sight. */
  readonly keptRow?: number
}

export type VirtualRows = Virtualizer<HTMLElement, Element>

/** Any number of rows of one height: only those in sight are in the page. `scroller` is the element that scrolls them. */
export function useVirtualRows({ count, rowHeight, spareRows, keptRow }: Options): {
  readonly rows: VirtualRows
  readonly scroller: RefObject<HTMLElement | null>
} {
  const scroller = useRef<HTMLElement>(null)
  // eslint-disable-next-line react/incompatible-library -- the React Compiler is not used
  const rows = useVirtualizer<HTMLElement, Element>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: spareRows,
    initialRect: { width: 0, height: 600 },
    rangeExtractor: (range) => {
      const inSight = defaultRangeExtractor(range)
      return keptRow === undefined ? inSight : [...new Set([...inSight, keptRow])].toSorted((a, b) => a - b)
    },
  })
  return { rows, scroller }
}

interface Props {
  readonly rows: VirtualRows
  readonly columns: number
  /** A `tr` with a key of its own; undefined for a row that is gone. */
  readonly row: (index: number) => ReactNode
}

/** The rows in sight, for a `tbody`: empty ones keep the room of the others. */
export function TableRows({ rows, columns, row }: Props) {
  const items = rows.getVirtualItems()
  return (
    <>
      <Spacer columns={columns} height={items[0]?.start ?? 0} />
      {items.flatMap(({ index, start }, i) => {
        const gap = start - (items[i - 1]?.end ?? start)
        return [gap > 0 && <Spacer key={`before ${index}`} columns={columns} height={gap} />, row(index)]
      })}
      <Spacer columns={columns} height={rows.getTotalSize() - (items.at(-1)?.end ?? 0)} />
    </>
  )
}

function Spacer({ columns, height }: { readonly columns: number; readonly height: number }) {
  return height <= 0 ? undefined : (
    <tr aria-hidden="true">
      {/* eslint-disable-next-line jsx-a11y/control-has-associated-label -- it only takes room */}
      <td colSpan={columns} style={{ height }} />
    </tr>
  )
}
