import { PALETTE, WORKER_COLORS, workerColor, type Theme, type ThemeName } from '../../contract/palette.ts'

export const THEME_CHOICES = ['system', 'light', 'dark'] as const
export type ThemeChoice = (typeof THEME_CHOICES)[number]

const STORAGE_KEY = 'coreglow-theme'
const systemIsLight = () => matchMedia('(prefers-color-scheme: light)')

export function storedTheme(): ThemeChoice {
  const stored = localStorage.getItem(STORAGE_KEY)
  return THEME_CHOICES.find((choice) => choice === stored) ?? 'system'
}

export function storeTheme(choice: ThemeChoice): void {
  localStorage.setItem(STORAGE_KEY, choice)
}

export function resolveTheme(choice: ThemeChoice): ThemeName {
  return choice === 'system' ? (systemIsLight().matches ? 'light' : 'dark') : choice
}

/** Calls back when the system changes between light and dark. */
export function onSystemTheme(listener: () => void): void {
  systemIsLight().addEventListener('change', listener)
}

/** Hands the palette to the style sheets, as custom properties such as `--panel` and `--w1`. */
export function applyTheme(name: ThemeName): void {
  const { style, dataset } = document.documentElement
  dataset['theme'] = name
  style.colorScheme = name
  for (const [key, color] of Object.entries(PALETTE[name] satisfies Theme)) style.setProperty(`--${kebab(key)}`, color)
  for (let index = 0; index < WORKER_COLORS; index++) style.setProperty(`--w${index + 1}`, workerColor(index, name))
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
