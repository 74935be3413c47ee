import { expect, test } from 'playwright/test'
import { openDesktop, whyNoDesktop, type Desktop } from './desktop.ts'
import { isAlive } from './host.ts'
import { commandsWith, descendants, variableOf } from './processes.ts'
import { on } from './screen.ts'

const STARTS = 20

test('twenty starts and quits, every other one while a program is watched, leave no process', async () => {
  const why = (await whyNoDesktop()) ?? (process.platform === 'linux' ? undefined : 'needs /proc')
  test.skip(why !== undefined, `skipped: ${why}`)
  test.setTimeout(STARTS * 30_000)
  for (let start = 1; start <= STARTS; start++) {
    const desktop = await openDesktop()
    const data = variableOf(desktop.pid, 'COREGLOW_DATA')!
    try {
      await expect(on(desktop.page).runSix).toBeEnabled({ timeout: 60_000 })
      if (start % 2 === 0) await watch(desktop, data)
      const pids = [desktop.pid, ...descendants(desktop.pid)]
      await desktop.quit()
      expect(pids.filter(isAlive), `start ${start}`).toEqual([])
      expect(commandsWith('COREGLOW_DATA', data), `start ${start}`).toEqual([])
    } finally {
      await desktop.quit()
    }
  }
})

/** Watches a program that would go on for ten minutes; the question whether to stop it will be answered with yes. */
async function watch({ page, evaluate }: Desktop, data: string): Promise<void> {
  await evaluate(({ dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false })
  })
  await page.getByRole('button', { name: 'Your program' }).click()
  await page.getByRole('textbox', { name: 'Command' }).fill('sleep 600')
  await page.getByRole('button', { name: 'Start and watch' }).click()
  await expect(page.getByRole('button', { name: /^Stop/u }).first()).toBeVisible()
  await expect.poll(() => commandsWith('COREGLOW_DATA', data).join('\n')).toContain('sleep 600')
}
