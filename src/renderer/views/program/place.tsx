import type { Place } from '../../../contract/finding.ts'
import { fileName } from '../../program/command-line.ts'
import { useApp } from '../../state/app.ts'
import { copyText } from '../../state/clipboard.ts'
import { Whole } from '../../components/tip.tsx'
import texts from '../../components/text.module.css'
import styles from './place.module.css'

/** A line of the program, by the name of its file. A press copies the whole path, as editors and terminals open it. */
export function PlaceButton({ file, line }: Pick<Place, 'file' | 'line'>) {
  const app = useApp()
  const path = `${file}:${line}`
  const name = fileName(file)
  return (
    <Whole text={`Copy ${path}`}>
      <button
        type="button"
        className={styles.place}
        aria-label={`Copy ${name}:${line}`}
        onClick={() => void copyText(app, path, `Copied ${path}.`)}
      >
        <span className={texts.ellipsis}>{name}</span>
        <span>:{line}</span>
      </button>
    </Whole>
  )
}
