import surface from '../components/surface.module.css'
import styles from './read-out.module.css'

interface Props {
  readonly title: string
  readonly lines: readonly string[]
  /** Position of the pointer in the window, CSS pixels. */
  readonly position: { readonly x: number; readonly y: number }
}

const WIDTH = 300
const LINE = 17

/** Text about what is under the pointer, next to it and inside the window. */
export function ReadOut({ title, lines, position }: Props) {
  const half = ((lines.length + 2) * LINE) / 2
  const top = Math.min(Math.max(position.y, half), innerHeight - half)
  const isLeft = position.x > innerWidth - WIDTH
  return (
    <div
      className={`${surface.surface} ${styles.box} ${isLeft ? styles.left : ''}`}
      data-testid="read-out"
      style={{ left: position.x, top }}
    >
      <b>{title}</b>
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  )
}
