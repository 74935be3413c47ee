import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

function constantsOf(file: string): Record<string, number> {
  const text = readFileSync(new URL(`../../../workloads/${file}`, import.meta.url), 'utf8')
  const found = text.matchAll(/^(?:export )?(?:const )?([A-Z_]+) = ([\d_.]+)$/gm)
  return Object.fromEntries([...found].map(([, name, value]) => [name, Number(value!.replaceAll('_', ''))]))
}

test.each([
  ['worker', ['LAPS_PER_GAP', 'MAX_GAP_NS']],
  ['calibrate', ['PROBES', 'PROBE_SECONDS']],
])('%s: both runtimes measure with the same numbers, which docs/workloads.md explains', (file, names) => {
  const [python, node] = [constantsOf(`python/${file}.py`), constantsOf(`node/${file}.mjs`)]
  for (const name of names) {
    expect(python[name]).toBeGreaterThan(0)
    expect([name, node[name]]).toEqual([name, python[name]])
  }
})
