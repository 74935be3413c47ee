import { gzipSync } from 'node:zlib'
import { assert as checkAll, jsonValue, property } from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical.ts'
import { digestOf, embedDigest, DIGEST_PLACEHOLDER } from './digest.ts'
import { verify } from './verify.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const run = { id: 'a', results: [1.5, null, { x: 'ä' }], verdict: { noisy: false } }
const digested = { ...run, sha256: digestOf(run) }

test('canonical JSON: sorted keys, the same value, whatever the order', () => {
  expect(canonicalJson({ b: [1, { d: undefined, c: 'é' }], a: null })).toBe('{"a":null,"b":[1,{"c":"é"}]}')
  checkAll(
    property(jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('the digest does not depend on the order of keys, and is that of Python', () => {
  expect(digestOf({ verdict: run.verdict, id: run.id, results: run.results })).toBe(digestOf(run))
  // hashlib.sha256(json.dumps({"a": 1, "b": "x"}, separators=(",", ":"), sort_keys=True).encode()).hexdigest()
  expect(digestOf({ b: 'x', a: 1 })).toBe('ecf9e98ec0641e23113ff3ce8bdc78d0ddd249886517fd4a7f68cc83d4e65667')
})

test('a run is intact, also gzipped, also several, also written with other white space', async () => {
  for (const text of [
    JSON.stringify(digested),
    JSON.stringify([digested, digested]),
    JSON.stringify(digested, undefined, 2),
  ]) {
    expect((await verify(bytes(text))).result).toBe('intact')
    expect((await verify(gzipSync(text))).result).toBe('intact')
  }
})

test('any change of a value, and any field more or less, is found', async () => {
  const changes = [{ id: 'b' }, { more: 1 }, { results: [1.5, null] }, { verdict: { noisy: true } }, { id: undefined }]
  for (const change of changes) {
    expect((await verify(bytes(JSON.stringify({ ...digested, ...change })))).result).toBe('changed')
  }
})

test.each([
  ['an attribute', `<meta name="file_sha256" content="x"><i file_sha256="${DIGEST_PLACEHOLDER}">1</i>`],
  ['a JSON field', `{"file_sha256":"${DIGEST_PLACEHOLDER}","traceEvents":[1,2]}`],
  ['a CSV column', `a,file_sha256\r\n1,${DIGEST_PLACEHOLDER}\r\n2,${DIGEST_PLACEHOLDER}\r\n`],
])('a text that is sealed in %s is intact until a character changes', async (_, text) => {
  const whole = embedDigest(text)
  expect(whole).not.toContain(DIGEST_PLACEHOLDER)
  expect(await verify(bytes(whole))).toMatchObject({ result: 'intact' })
  for (const changed of [whole.replace('1', '3'), `${whole} `]) {
    expect((await verify(bytes(changed))).result).toBe('changed')
  }
})

test('what carries nothing says so; what is cut short is changed', async () => {
  for (const text of ['', 'hello', '{}', '[]', '{"id":"a"}']) {
    expect((await verify(bytes(text))).result).toBe('nothing')
  }
  const zipped = gzipSync(JSON.stringify(digested))
  expect((await verify(zipped.subarray(0, -5))).result).toBe('changed')
})
