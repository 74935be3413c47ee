import { useEffect, useRef } from 'react'
import type { ProgramView } from '../../program/view.ts'
import texts from '../../components/text.module.css'
import panels from '../../components/panel.module.css'
import styles from './output.module.css'

/** How far from its end the list may be to follow new lines, CSS pixels. */
const NEAR_END = 30

/** The last lines that the program wrote. It follows new ones until it is scrolled back. */
export function OutputPanel({ view: { program, output, isLive } }: { readonly view: ProgramView }) {
  const list = useRef<HTMLElement>(null)
  const follows = useRef(true)
  useEffect(() => {
    const { current } = list
    if (current !== null && follows.current) current.scrollTop = current.scrollHeight
  })
  return (
    <section className={`${panels.panel} ${styles.output}`} data-panel="output" aria-labelledby="output-title">
      <h2 id="output-title">Output {!isLive && output.length > 0 && <b>last lines of standard error</b>}</h2>
      {output.length === 0 && <p className={texts.dim}>{emptyText(program?.attached, isLive)}</p>}
      <section
        className={panels.scroll}
        ref={list}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label="Lines of output"
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          follows.current = scrollHeight - scrollTop - clientHeight < NEAR_END
        }}
      >
        <ol>
          {output.map(({ stream, text }, i) => (
            // oxlint-disable-next-line react/no-array-index-key -- lines have no other identity
            <li key={i} className={stream === 'stderr' ? styles.error : undefined}>
              {stream === 'stderr' && <span className={texts.hidden}>standard error: </span>}
              {text}
            </li>
          ))}
        </ol>
      </section>
    </section>
  )
}

function emptyText(isAttached: boolean | undefined, isLive: boolean): string {
  if (isAttached === true) return 'The output of a program that was started elsewhere stays where it goes.'
  return isLive ? 'Nothing was written yet.' : 'Nothing was written to standard error.'
}
