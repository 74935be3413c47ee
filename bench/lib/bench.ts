import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { EngineOptions } from '../../src/engine/engine.ts'

/** The middle of the values, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The smallest value that at least `share` (0..1) of the values do not exceed; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN
}

/** "0.93 (0.91 to 0.97)": median and range of ratios. */
export function spread(values: readonly number[], digits = 3): string {
  const [low, middle, high] = [Math.min(...values), median(values), Math.max(...values)]
  return `${middle.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)}, ${values.length} values)`
}

/** One line of a bench's result: what was measured, and the target that it is held against by the reader. */
export function report(what: string, figure: string, target: string): void {
  console.log(`${what}: ${figure}   [target: ${target}]`)
}

/** Options of an engine on the built programs, with a data folder of its own; `remove` deletes that. */
export function benchOptions(): EngineOptions & { readonly remove: () => void } {
  const dataFolder = mkdtempSync(join(tmpdir(), 'coreglow-bench-'))
  return {
    dataFolder,
    workloads: resolve('workloads'),
    programs: {
      sampler: built('sampler'),
      activity: built('activity'),
      records: built('records'),
      guard: built('guard'),
    },
    node: { path: process.execPath, env: {} },
    version: 'bench',
    host: 'test',
    remove: () => rmSync(dataFolder, { recursive: true, force: true }),
  }
}

const built = (name: string) => pathToFileURL(resolve('out/main', `${name}.js`))
