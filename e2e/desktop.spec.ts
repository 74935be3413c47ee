import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { openDesktop, whyNoDesktop, type Desktop } from './desktop.ts'
import { isAlive, temporaryFolder, until } from './host.ts'
import { expectPicture } from './picture.ts'
import { descendants } from './processes.ts'
import { makeShort, measuredRows, on, runSix } from './screen.ts'

let desktop: Desktop

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  const why = await whyNoDesktop()
  if (why !== undefined) process.stdout.write(`The desktop tests are skipped: ${why}.\n`)
  test.skip(why !== undefined, `skipped: ${why}`)
  desktop = await openDesktop()
})
// oxlint-disable-next-line no-empty-pattern -- Playwright wants to see that no fixture is needed
test.afterEach(async ({}, info) => {
  if (info.status === 'failed') await desktop.page.screenshot({ path: info.outputPath('window.png') })
})
test.afterAll(() => desktop?.quit())

test('opens its window with the screen in it', async () => {
  await expect(on(desktop.page).runSix).toBeEnabled({ timeout: 60_000 })
  const seen = await desktop.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => [window.isVisible(), window.getTitle(), window.webContents.getURL()]),
  )
  expect(seen).toEqual([[true, 'Coreglow', 'app://coreglow/index.html']])
})

test('the page is a page: no Node, no Electron, one flag', async () => {
  const seen = await desktop.page.evaluate(() => ({
    globals: ['require', 'process', 'module', 'Buffer', 'ipcRenderer'].filter((name) => name in globalThis),
    exposed: { ...(globalThis as { coreglow?: object }).coreglow },
    secure: isSecureContext,
  }))
  expect(seen).toEqual({ globals: [], exposed: { desktop: true }, secure: true })
})

test('it gets no permission', async () => {
  const answers = await desktop.page.evaluate(async () => {
    const position = new Promise((resolve) =>
      navigator.geolocation.getCurrentPosition(
        () => resolve('granted'),
        () => resolve('denied'),
      ),
    )
    const refused = (promise: Promise<unknown>) =>
      promise.then(
        () => 'granted',
        () => 'denied',
      )
    return [
      await Notification.requestPermission(),
      await position,
      await refused(navigator.mediaDevices.getUserMedia({ audio: true })),
      await refused(navigator.clipboard.readText()),
    ]
  })
  expect(answers).toEqual(['denied', 'denied', 'denied', 'denied'])
})

test('a port from any other frame is closed at once', async () => {
  const answers = await desktop.evaluate(({ ipcMain, MessageChannelMain }) => {
    const frames = [
      { url: 'https://evil.example/', parent: null },
      { url: 'app://coreglow/index.html', parent: {} },
      null,
    ]
    const ask = (senderFrame: unknown) =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannelMain()
        port2.on('close', () => resolve('closed'))
        port2.start()
        ipcMain.emit('coreglow-connect', { senderFrame, ports: [port1] })
        setTimeout(() => resolve('still open'), 2000)
      })
    return Promise.all(frames.map(ask))
  })
  expect(answers).toEqual(['closed', 'closed', 'closed'])
})

test('a page has one port: a new one takes the place of the former', async () => {
  const answers = await desktop.evaluate(({ ipcMain, MessageChannelMain }) => {
    const connect = () => {
      const { port1, port2 } = new MessageChannelMain()
      const closed = new Promise((resolve) => {
        port2.on('close', () => resolve('closed'))
        setTimeout(() => resolve('open'), 2000)
      })
      port2.start()
      const senderFrame = { url: 'app://coreglow/index.html', parent: null }
      ipcMain.emit('coreglow-connect', { sender: { id: -1 }, senderFrame, ports: [port1] })
      return closed
    }
    return Promise.all([connect(), connect(), connect()])
  })
  expect(answers).toEqual(['closed', 'closed', 'open'])
})

test('answers nothing outside its folder', async () => {
  const paths = ['/../main/index.js', '/%2e%2e/main/index.js', '/..%5cmain%5cindex.js', '/no-such-file', '/']
  const statuses = await desktop.page.evaluate(
    (all) => Promise.all(all.map(async (path) => (await fetch(path)).status)),
    paths,
  )
  expect(statuses).toEqual(paths.map(() => 404))
})

test('the six runs by the button, and the picture of the window', async () => {
  await makeShort(desktop.page)
  await runSix(desktop.page)
  const file = join(temporaryFolder(), 'window.png')
  await desktop.evaluate(({ dialog, Menu }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    const items = Menu.getApplicationMenu()!.items.flatMap((item) => item.submenu?.items ?? [])
    items.find(({ label }) => label.startsWith('Export window picture'))!.click()
  }, file)
  const png = await until(() => readWhole(file), 'the picture')
  await expectPicture(desktop.page, png)
})

test('an export goes where the dialog says, and can be shown in its folder', async () => {
  const file = join(temporaryFolder(), 'report.html')
  await desktop.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, file)
  await desktop.page.getByRole('button', { name: 'Export' }).click()
  await desktop.page.getByRole('menuitem', { name: /^Report HTML/u }).click()
  await expect(desktop.page.getByText(`Saved ${file}`)).toBeVisible()
  await expect(desktop.page.getByRole('button', { name: 'Show in folder' }).last()).toBeVisible()
  expect(readFileSync(file, 'utf8').toLowerCase()).toContain('<!doctype html')
})

test('loaded again, it is connected again and has not lost the runs', async () => {
  await desktop.page.reload()
  await expect(on(desktop.page).runSix).toBeEnabled({ timeout: 60_000 })
  await expect(on(desktop.page).saved).toHaveCount(2)
  await on(desktop.page).saved.first().click()
  await expect(measuredRows(desktop.page)).toHaveCount(3)
})

// After the tests that press buttons: in the stand-in a refused window is there for a moment, and may keep the mouse.
test('it cannot leave, open a window, or embed another page', async () => {
  const before = desktop.page.url()
  await desktop.page.evaluate(() => {
    for (const address of [
      'https://example.org/',
      'app://coreglow/other.html',
      'file:///etc/passwd',
      'data:text/html,x',
    ]) {
      const link = document.createElement('a')
      link.href = address
      link.click()
      link.target = '_blank'
      link.click()
      window.open(address)
    }
    location.href = 'https://example.org/'
  })
  await desktop.page.waitForTimeout(500)
  expect(desktop.page.url()).toBe(before)
  const windows = await desktop.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.webContents.getURL()),
  )
  expect(windows).toEqual(['app://coreglow/index.html'])
})

test('in the stand-in: nothing went wrong, nothing unknown was touched, the checklist holds', async () => {
  test.skip(desktop.standIn === undefined, 'skipped: this is Electron itself')
  const { errors, unknown, security } = desktop.standIn!
  // The page was told to break its own policy above, and Chromium says so.
  expect(errors.filter(({ kind }) => kind !== 'console')).toEqual([])
  expect(unknown).toEqual([])
  const items = security()
  expect(items.filter(({ state }) => state === 'broken')).toEqual([])
  expect(items.filter(({ state }) => state === 'held').length).toBe(17)
})

test('quitting leaves no process', async () => {
  test.skip(process.platform !== 'linux', 'skipped: needs /proc')
  const pids = [desktop.pid, ...descendants(desktop.pid)]
  expect(pids.length).toBeGreaterThan(1)
  await desktop.quit()
  expect(pids.filter(isAlive)).toEqual([])
})

function readWhole(file: string): Buffer | undefined {
  try {
    const bytes = readFileSync(file)
    return bytes.subarray(-8, -4).toString('latin1') === 'IEND' ? bytes : undefined
  } catch {
    return undefined
  }
}
