import { isAlive, until } from './host.ts'
import { livePids, measuredRows, on } from './screen.ts'
import { expect, test } from './test.ts'

test('Stop ends the run and its workers at once, and keeps what was measured', async ({ app }) => {
  await app.getByRole('combobox', { name: 'Size' }).selectOption('1')
  const idle = await livePids(app)
  await on(app).runSix.click()
  await expect(measuredRows(app)).not.toHaveCount(0, { timeout: 30_000 })
  const workers = (await livePids(app)).filter((pid) => !idle.includes(pid))

  const pressedMs = Date.now()
  await on(app).stop.click()
  await until(() => !workers.some(isAlive), 'the end of the workers')
  await expect(on(app).runSix).toBeEnabled()
  // A second is promised; the rest is for a shared machine and the test's own asking.
  expect(Date.now() - pressedMs).toBeLessThan(2_500)

  expect(workers.length).toBeGreaterThan(0)
  await expect(measuredRows(app)).not.toHaveCount(0)
  await expect(on(app).saved.first()).toContainText('stopped')
})
