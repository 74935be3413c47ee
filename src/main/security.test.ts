import { describe, expect, test } from 'vitest'
import { isOurFrame, isOurUrl, mayHave, mayNavigate, PAGE_URL, requestedPath } from './security.ts'

const FOREIGN = [
  '',
  'coreglow',
  'app://coreglow.evil/index.html',
  'app://evil/index.html#app://coreglow/',
  'app://evil@coreglow:80/index.html',
  'app:coreglow/index.html',
  'https://coreglow/index.html',
  'file:///index.html',
  'data:text/html,app://coreglow/index.html',
  'javascript:alert(1)',
  'about:blank',
]

test('only our scheme and host, exactly, are ours', () => {
  expect(isOurUrl(PAGE_URL)).toBe(true)
  expect(isOurUrl('app://coreglow/assets/index.js?x#y')).toBe(true)
  expect(FOREIGN.filter(isOurUrl)).toEqual([])
})

test('only the top frame that shows our page may connect', () => {
  expect(isOurFrame({ url: PAGE_URL, parent: null })).toBe(true)
  expect(isOurFrame({ url: PAGE_URL, parent: {} })).toBe(false)
  expect(isOurFrame({ url: 'about:blank', parent: null })).toBe(false)
  expect(isOurFrame(null)).toBe(false)
})

test('the page may load itself again and go nowhere else', () => {
  expect([PAGE_URL, `${PAGE_URL}#history`].every(mayNavigate)).toBe(true)
  expect([...FOREIGN, 'app://coreglow/', `${PAGE_URL}?x`, `${PAGE_URL}/..`].filter(mayNavigate)).toEqual([])
})

test('copying is the one permission, and ours alone', () => {
  expect(mayHave('clipboard-sanitized-write', 'app://coreglow')).toBe(true)
  expect(mayHave('clipboard-sanitized-write', 'https://coreglow')).toBe(false)
  const others = [
    'clipboard-read',
    'media',
    'geolocation',
    'notifications',
    'fullscreen',
    'openExternal',
    'usb',
    'unknown',
  ]
  expect(others.filter((permission) => mayHave(permission, PAGE_URL))).toEqual([])
})

describe('a request means a file under the folder, or none', () => {
  test.each([
    ['app://coreglow/index.html', 'index.html'],
    ['app://coreglow/assets/index-Ab_1.js?v=1#x', 'assets/index-Ab_1.js'],
    ['app://coreglow/a%20b.png', 'a b.png'],
    ['app://coreglow/assets/../index.html', 'index.html'],
    ['app://coreglow/../../etc/passwd', 'etc/passwd'],
    ['app://coreglow/%2e%2e/%2e%2e/etc/passwd', 'etc/passwd'],
    ['app://coreglow/..%2f..%2fetc/passwd', 'etc/passwd'],
    ['app://coreglow//etc/passwd', 'etc/passwd'],
  ])('%s is %s', (url, path) => expect(requestedPath('GET', url)).toBe(path))

  test.each([
    'app://coreglow/',
    'app://coreglow',
    'app://coreglow/assets/',
    'app://coreglow/..%5c..%5csecret',
    'app://coreglow/c:/windows/win.ini',
    'app://coreglow/index.html%00.js',
    'app://coreglow/%ff',
    'app://other/index.html',
    'https://coreglow/index.html',
  ])('%s is none', (url) => expect(requestedPath('GET', url)).toBeUndefined())

  test('nothing but reading', () => {
    expect(requestedPath('HEAD', PAGE_URL)).toBe('index.html')
    expect(['POST', 'PUT', 'DELETE', 'OPTIONS'].filter((method) => requestedPath(method, PAGE_URL))).toEqual([])
  })
})
