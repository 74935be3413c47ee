/** The colours of the screen and of the run card: Okabe and Ito's colour-blind-safe set, made to suit a dark and a light ground. */

export const THEMES = ['light', 'dark'] as const
export type ThemeName = (typeof THEMES)[number]

export interface Theme {
  readonly background: string
  readonly panel: string
  readonly line: string
  readonly text: string
  readonly dim: string
  readonly faint: string
  readonly accent: string
  /** Text on the accent. */
  readonly onAccent: string
  /** What is idle or belongs to nobody in a picture of load; never text. */
  readonly idle: string
  readonly danger: string
}

export const PALETTE: Readonly<Record<ThemeName, Theme>> = {
  dark: {
    background: '#0a0d13',
    panel: '#10151e',
    line: '#1c2432',
    text: '#dbe2ee',
    dim: '#8793a8',
    faint: '#76839a',
    accent: '#f2b84b',
    onAccent: '#14100a',
    idle: '#667389',
    danger: '#ff7a5c',
  },
  light: {
    background: '#f4f6f9',
    panel: '#ffffff',
    line: '#dfe5ee',
    text: '#18202c',
    dim: '#5b6779',
    faint: '#667182',
    accent: '#b97800',
    onAccent: '#14100a',
    idle: '#6d7888',
    danger: '#b3261e',
  },
}

const WORKERS: Readonly<Record<ThemeName, readonly string[]>> = {
  dark: ['#e69f00', '#56b4e9', '#009e73', '#cc79a7', '#f0e442', '#4f7fe8', '#d55e00', '#e8edf5'],
  light: ['#c98500', '#1f83bd', '#00805d', '#b25a8c', '#665c00', '#1f4fb2', '#7d1d10', '#191c22'],
}

/** Workers that have a colour of their own; further ones share it and differ by pattern. */
export const WORKER_COLORS = WORKERS.dark.length

/** What tells workers of one colour apart. Never colour alone: the number stands beside it. */
export const PATTERNS = ['solid', 'diagonal', 'dots', 'crossed'] as const
export type Pattern = (typeof PATTERNS)[number]

/** `index` is the worker's, 0 for the first. */
export function workerColor(index: number, theme: ThemeName): string {
  return WORKERS[theme][index % WORKER_COLORS]!
}

export function workerPattern(index: number): Pattern {
  return PATTERNS[Math.floor(index / WORKER_COLORS) % PATTERNS.length]!
}

/** Ways of a kind have the colour of that kind; work that brings ways of its own has one of each. */
const MODEL_SLOTS: Readonly<Record<string, number>> = {
  threads: 0,
  'thread-per-client': 0,
  'other-thread': 0,
  processes: 2,
  'process-per-client': 2,
  'other-process': 2,
  asyncio: 3,
  'server-asyncio': 3,
  'event-loop': 3,
  'thread-pool': 6,
  'process-pool': 5,
  interpreters: 1,
  gil: 4,
  variable: 3,
  queue: 0,
  message: 0,
  'process-queue': 2,
  'process-message': 2,
  pipe: 1,
  transfer: 1,
  'shared-memory': 5,
}
const GREY: ReadonlySet<string> = new Set(['sequential', 'one-at-a-time', 'same-thread'])

/** One that stands for a model which has no colour of its own: the same for the same id, and none of those above. */
function otherSlot(model: string): number {
  const free = [4, 7]
  const sum = Array.from(model).reduce((total, letter) => (total * 31 + letter.codePointAt(0)!) % 9973, 7)
  return free[sum % free.length]!
}

/** `model` is an id such as "threads". Sequential is grey: it is what the others are measured against. */
export function modelColor(model: string, theme: ThemeName): string {
  if (GREY.has(model)) return PALETTE[theme].idle
  return workerColor(MODEL_SLOTS[model] ?? otherSlot(model), theme)
}

/** `#rrggbb` with an opacity. */
export function fade(color: string, opacity: number): string {
  const byte = Math.round(Math.min(Math.max(opacity, 0), 1) * 255)
  return color + byte.toString(16).padStart(2, '0')
}
