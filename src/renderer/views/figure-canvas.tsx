import { useEffect, useMemo, useRef, useState } from 'react'
import type { Figure, Measurement } from '../../contract/figure.ts'
import { CANVAS_FONT } from '../charts/canvas.ts'
import type { FigureChart, Hit } from '../charts/figure-chart.ts'
import { useAppState } from '../state/app.ts'
import { ReadOut } from './read-out.tsx'
import styles from './figure-canvas.module.css'

interface Props {
  readonly figure: Figure
  readonly measurements: readonly Measurement[]
  readonly hidden: readonly string[]
}

interface Pointed extends Hit {
  readonly x: number
  readonly pointer: { readonly x: number; readonly y: number }
}

/** A figure, drawn only when it changes. Its drawing code is loaded after the rest of the page. */
export function FigureCanvas({ figure, measurements, hidden }: Props) {
  const theme = useAppState((state) => state.theme)
  const place = useRef<HTMLDivElement>(null)
  const [chart, setChart] = useState<FigureChart>()
  const [pointed, setPointed] = useState<Pointed>()

  useEffect(() => {
    let made: FigureChart | undefined
    let gone = false
    const make = async () => {
      const { createFigureChart } = await import('../charts/figure-chart.ts')
      await document.fonts.ready
      if (gone || place.current === null) return
      made = createFigureChart(place.current)
      setChart(made)
    }
    void make()
    return () => {
      gone = true
      made?.dispose()
    }
  }, [])
  const look = useMemo(() => ({ theme, hidden, fontFamily: CANVAS_FONT, captioned: true }), [theme, hidden])
  useEffect(() => chart?.draw(figure, measurements, look), [chart, figure, measurements, look])

  const point = ({ clientX, clientY, currentTarget }: React.PointerEvent<HTMLDivElement>) => {
    const { left, top } = currentTarget.getBoundingClientRect()
    const hit = chart?.at(clientX - left, clientY - top)
    setPointed(hit && { ...hit, pointer: { x: clientX, y: clientY } })
  }
  return (
    <div
      className={styles.canvas}
      data-role="figure-canvas"
      onPointerMove={point}
      onPointerLeave={() => setPointed(undefined)}
    >
      <div ref={place} className={styles.place} aria-hidden="true" />
      {pointed?.lineX !== undefined && <i className={styles.crosshair} style={{ left: pointed.lineX }} />}
      {pointed !== undefined && <ReadOut title={pointed.title} lines={pointed.lines} position={pointed.pointer} />}
    </div>
  )
}
