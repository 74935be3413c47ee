/** The colours of the screen and of the run card: Okabe and Ito's colour-blind-safe set, made to suit a dark and a light ground. */
import type { ModelKind } from './model.ts'

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
  /** Colour of text on the accent. */
  readonly onAccent: string
  /** Colour of idle cores and of load without an owner; never used for text. */
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

/** Patterns that distinguish workers of one colour; their number is always shown too. */
export const PATTERNS = ['solid', 'diagonal', 'dots', 'crossed'] as const
export type Pattern = (typeof PATTERNS)[number]

/** Colour of a worker; `index` is 0 for the first. */
export function workerColor(index: number, theme: ThemeName): string {
  return WORKERS[theme][index % WORKER_COLORS]!
}

export function workerPattern(index: number): Pattern {
  return PATTERNS[Math.floor(index / WORKER_COLORS) % PATTERNS.length]!
}

/** Every kind of model has a colour of its own; a pool that of no other, since it is shown beside what it pools. */
const KIND_SLOTS: Readonly<Record<Exclude<ModelKind, 'sequential'>, number>> = {
  thread: 0,
  interpreter: 1,
  process: 2,
  coroutine: 3,
  'process-pool': 5,
  'thread-pool': 6,
  cluster: 4,
}

/** Traits that decide a model's colour. */
export interface ModelLook {
  readonly kind: ModelKind
  /** 0 where it is missing. */
  readonly kindIndex?: number | undefined
}

/** Share of its kind's colour in a model's, by its index: far enough apart for eyes that see two of the three primaries (palette.test.ts). */
const SHADES = [1, 0.55, 0.25] as const

/** Sequential is grey: it is what the others are measured against. The second model of a kind has another shade, towards the text's. */
export function modelColor({ kind, kindIndex = 0 }: ModelLook, theme: ThemeName): string {
  const color = kind === 'sequential' ? PALETTE[theme].idle : workerColor(KIND_SLOTS[kind], theme)
  return mix(color, PALETTE[theme].text, SHADES[kindIndex % SHADES.length]!)
}

/** Filled, or an outline with a pale fill: models of one kind differ by that too, never by their shade alone. */
export function isHollow({ kindIndex = 0 }: Pick<ModelLook, 'kindIndex'>): boolean {
  return kindIndex % 2 === 1
}

/** `share` of one `#rrggbb` and the rest of the other. */
function mix(color: string, other: string, share: number): string {
  const channel = (offset: number) => {
    const [first, rest] = [color, other].map((text) => Number.parseInt(text.slice(offset, offset + 2), 16))
    return Math.round(first! * share + rest! * (1 - share))
      .toString(16)
      .padStart(2, '0')
  }
  return `#${[1, 3, 5].map(channel).join('')}`
}

/** `#rrggbb` with an opacity. */
export function fade(color: string, opacity: number): string {
  const byte = Math.round(Math.min(Math.max(opacity, 0), 1) * 255)
  return color + byte.toString(16).padStart(2, '0')
}
