import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { isRun } from '../../contract/saved-record.ts'
import { formatSeconds } from '../../contract/text.ts'
import { Tip } from '../components/tip.tsx'
import { useApp } from '../state/app.ts'
import { shownFromRecord } from '../state/runs.ts'
import buttons from '../components/button.module.css'
import styles from './banners.module.css'
import { createReplay, type Replay } from '../live/replay.ts'

const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10]
const TICK_MS = 100
/** Step of an arrow key, as a share of the whole run. */
const STEP = 0.02

/** Plays a saved recording on the page of live ones. Space plays and pauses, arrow keys seek. */
export function ReplayBar() {
  const { store } = useApp()
  const [replay, setReplay] = useState<Replay>()
  const [isPlaying, setPlaying] = useState(false)
  const [speed, setSpeed] = useState(1)
  const [positionSeconds, setPositionSeconds] = useState(0)
  const button = useRef<HTMLButtonElement>(null)

  const show = (now: Replay, seconds: number) => {
    now.seek(seconds)
    setPositionSeconds(now.positionSeconds)
    store.setState({ replay: { replay: now, shown: now.shown } })
  }
  useEffect(() => {
    if (!isPlaying || replay === undefined) return undefined
    let last = performance.now()
    const timer = setInterval(() => {
      const now = performance.now()
      replay.seek(replay.positionSeconds + ((now - last) / 1000) * speed)
      last = now
      setPositionSeconds(replay.positionSeconds)
      store.setState({ replay: { replay, shown: replay.shown } })
      if (replay.positionSeconds >= replay.seconds) setPlaying(false)
    }, TICK_MS)
    return () => clearInterval(timer)
  }, [isPlaying, replay, speed, store])
  useEffect(() => () => store.setState({ replay: undefined }), [store])

  const toggle = () => {
    const { opened } = store.getState()
    if (opened === undefined) return
    const now = replay ?? createReplay(opened.recording, isRun(opened) ? shownFromRecord(opened) : undefined)
    setReplay(now)
    if (!isPlaying && (replay === undefined || now.positionSeconds >= now.seconds)) show(now, 0)
    setPlaying(!isPlaying)
  }
  const leave = () => {
    setPlaying(false)
    setReplay(undefined)
    store.setState({ replay: undefined })
    button.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key]
    if (event.target instanceof HTMLSelectElement) return
    if (event.key === ' ' && !(event.target instanceof HTMLButtonElement)) toggle()
    else if (step !== undefined && replay !== undefined) show(replay, replay.positionSeconds + step * replay.seconds)
    else return
    event.preventDefault()
  }
  return (
    // eslint-disable-next-line jsx-a11y/interactive-supports-focus -- what is in it has the focus
    <div className={styles.replay} role="toolbar" aria-label="Replay" onKeyDown={onKeyDown}>
      <button ref={button} type="button" className={buttons.small} onClick={toggle}>
        {isPlaying ? 'Pause' : replay === undefined ? 'Replay' : 'Play'}
      </button>
      {replay !== undefined && (
        <>
          <input
            type="range"
            aria-label="Position in the run"
            aria-valuetext={formatSeconds(positionSeconds)}
            min={0}
            max={replay.seconds}
            step={replay.seconds / 1000}
            value={positionSeconds}
            onChange={({ target }) => show(replay, Number(target.value))}
          />
          <output aria-live="off">
            {positionSeconds.toFixed(1)} of {formatSeconds(replay.seconds)}
          </output>
          <select aria-label="Speed" value={speed} onChange={({ target }) => setSpeed(Number(target.value))}>
            {SPEEDS.map((choice) => (
              <option key={choice} value={choice}>
                {choice} ×
              </option>
            ))}
          </select>
          <Tip text="Average over the whole run">
            <button type="button" className={buttons.small} onClick={leave}>
              Whole run
            </button>
          </Tip>
        </>
      )}
    </div>
  )
}
