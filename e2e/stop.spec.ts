import { isAlive, until } from './host.ts'
import { livePids, measuredRows, on } from './screen.ts'
import { expect, test } from './test.ts'

test(
  'Stop ends the run and its workers at once, and keeps what was measured',
  { tag: '@measures' },
  async ({ app, host }) => {
    await app.getByRole('combobox', { name: 'Size' }).selectOption('1')
    await until(async () => (await livePids(app)).includes(host.pid), "the app's own row")
    const idle = await livePids(app)
    await on(app).runSix.click()
    await expect(measuredRows(app)).not.toHaveCount(0, { timeout: 30_000 })
    const workers = await until(async () => {
      const pids = (await livePids(app)).filter((pid) => !idle.includes(pid))
      return pids.length > 0 && pids
    }, 'the processes of the run')

    const pressedMs = Date.now()
    await on(app).stop.click()
    await until(() => !workers.some(isAlive), 'the end of the workers')
    await expect(on(app).runSix).toBeEnabled()
    // A second is promised; the rest is for a shared machine and the test's own asking.
    expect(Date.now() - pressedMs).toBeLessThan(2_500)

    await expect(measuredRows(app)).not.toHaveCount(0)
    await expect(on(app).saved.first()).toContainText('stopped')
  },
)
