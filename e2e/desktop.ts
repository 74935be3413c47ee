import { rmSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { _electron, type ElectronApplication, type Page } from 'playwright/test'
import { root, temporaryData } from './host.ts'

type Evaluate = ElectronApplication['evaluate']

/** The desktop app, in Electron or in its stand-in: see docs/decisions/stand-in.md. */
export interface Desktop {
  readonly page: Page
  /** Runs a function in the main process, with the module electron. */
  readonly evaluate: Evaluate
  readonly pid: number
  /** The stand-in only: what went wrong, and Electron's security checklist as far as it can be observed. */
  readonly standIn?: {
    readonly errors: readonly { readonly kind: string; readonly message: string }[]
    readonly unknown: readonly string[]
    readonly security: () => readonly { readonly item: number; readonly title: string; readonly state: string }[]
  }
  /** Quits it, and resolves when its main process has gone. */
  readonly quit: () => Promise<void>
}

const standIn = process.env.COREGLOW_STAND_IN

/** Why the desktop tests cannot run here; undefined where they can. */
export async function whyNoDesktop(): Promise<string | undefined> {
  if (standIn !== undefined || (await findElectron()) !== undefined) return undefined
  return 'no Electron binary'
}

async function findElectron(): Promise<string | undefined> {
  const { findElectron: find } = await import(pathToFileURL(`${root}/scripts/lib/electron.mjs`).href)
  return find()
}

export async function openDesktop(): Promise<Desktop> {
  const userData = temporaryData()
  const desktop = standIn === undefined ? await inElectron(userData) : await inStandIn(standIn, userData)
  return {
    ...desktop,
    quit: async () => {
      await desktop.quit()
      rmSync(userData, { recursive: true, force: true })
    },
  }
}

async function inElectron(userData: string): Promise<Desktop> {
  const app = await _electron.launch({
    executablePath: await findElectron(),
    args: [root, `--user-data-dir=${userData}`],
    env: { ...(process.env as Record<string, string>), COREGLOW_DATA: userData },
  })
  const page = await app.firstWindow()
  return { page, evaluate: app.evaluate.bind(app), pid: app.process().pid!, quit: () => app.close() }
}

async function inStandIn(file: string, userData: string): Promise<Desktop> {
  const { launch } = await import(pathToFileURL(file).href)
  const app = await launch({
    projectRoot: root,
    userDataDir: userData,
    env: { COREGLOW_DATA: userData },
    strict: true,
  })
  return {
    page: app.page,
    evaluate: app.electron.evaluate,
    pid: app.pid,
    standIn: { errors: app.errors, unknown: app.unknown, security: app.security },
    quit: async () => {
      await app.electron
        .evaluate(({ app: electronApp }: typeof Electron.CrossProcessExports) => electronApp.quit())
        .catch(() => {})
      await app.exited
      await app.close()
    },
  }
}
