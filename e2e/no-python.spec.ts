import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { startHost, temporaryFolder } from './host.ts'
import { makeShort, runSix } from './screen.ts'
import { expect, openApp, test } from './test.ts'

test('without any Python, the page says so and Node runs the six', async ({ page }) => {
  test.skip(process.platform === 'win32', 'skipped: the Windows launcher is found in the registry')
  const home = temporaryFolder()
  symlinkSync(process.execPath, join(home, 'node'))
  const host = await startHost({ env: { PATH: home, HOME: home, PYENV_ROOT: undefined } })
  await openApp(page, host)
  await expect(page.getByRole('status').filter({ hasText: 'Python not found' })).toBeVisible()
  await makeShort(page)
  await runSix(page)
  await host.end()
  rmSync(home, { recursive: true, force: true })
})
