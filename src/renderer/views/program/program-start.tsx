import { useMemo } from 'react'
import { fillFromRecord, changeForm } from '../../program/actions.ts'
import { recentCommands, type RecentCommand } from '../../program/recent.ts'
import { useApp, useAppState } from '../../state/app.ts'
import { Banners } from '../banners.tsx'
import { AttachPanel } from './attach.tsx'
import { ProgramFormPanel } from './program-form.tsx'
import { Whole } from '../../components/tip.tsx'
import texts from '../../components/text.module.css'
import panels from '../../components/panel.module.css'
import page from '../page.module.css'
import screen from '../screen.module.css'
import styles from './program-page.module.css'

/** Before a program is watched: start one, choose one of the latest, or attach to one that runs. */
export function ProgramStart() {
  return (
    <main className={`${screen.main} ${styles.start}`}>
      <div className={screen.top}>
        <Banners />
        <div className={page.head}>
          <h1>Your program</h1>
          <p className={texts.ellipsis}>
            Which core, which thread, which GIL, and what holds it up: live, without changing it
          </p>
        </div>
      </div>
      <section className={`${panels.panel} ${styles.form}`} data-panel="form" aria-labelledby="start-title">
        <h2 id="start-title">Start a program</h2>
        <div className={panels.scroll}>
          <ProgramFormPanel />
          <Recent />
        </div>
      </section>
      <AttachPanel />
    </main>
  )
}

function Recent() {
  const history = useAppState((state) => state.history)
  const commands = useMemo(() => recentCommands(history ?? []), [history])
  if (commands.length === 0) return undefined
  return (
    <section className={styles.recent} aria-labelledby="recent-title">
      <h3 id="recent-title">Recent</h3>
      <ul>
        {commands.map((command) => (
          <li key={command.text}>
            <RecentButton command={command} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function RecentButton({ command: { text, form, id } }: { readonly command: RecentCommand }) {
  const app = useApp()
  const fill = () => {
    if (form !== undefined) changeForm(app, { runtime: '', ...form })
    else if (id !== undefined) void fillFromRecord(app, id)
  }
  return (
    <Whole text={`Fill the form: ${text}`}>
      <button type="button" className={texts.ellipsis} onClick={fill}>
        {text}
      </button>
    </Whole>
  )
}
