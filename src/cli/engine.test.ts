import { expect, test } from 'vitest'
import { engineOptions } from './engine.ts'

const root = new URL('../../', import.meta.url)

test("the engine's programs lie beside the built terminal host", () => {
  const { programs, workloads, node, host } = engineOptions(root, '1', 'terminal')
  expect(programs.sampler.href).toBe(new URL('out/main/sampler.js', root).href)
  expect(programs.guard.href).toBe(new URL('out/main/guard.js', root).href)
  expect(workloads).toMatch(/workloads$/)
  expect([node.path, host]).toEqual([process.execPath, 'terminal'])
})
