import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { sampleRun } from '../../testing/sample-run.ts'
import { tagsOf } from '../../contract/describe.ts'
import { pngTexts, withPngTexts } from '../../contract/png-text.ts'
import { withDigest } from '../digest/digest.ts'
import { outsideArchive, toPng } from './png.ts'

const run = withDigest(sampleRun({ noise: ['Andere Last: 12 % – „viel“.'] }))
const png = await toPng('<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>', tagsOf([run]))

test('a PNG names its run, machine, versions, date and noise', () => {
  const { Title, Software, Description, run_sha256: sha256, ...rest } = pngTexts(png)
  expect({ Title, Software, sha256 }).toEqual({
    Title: `Coreglow: ${run.title}`,
    Software: 'Coreglow 0.1.0',
    sha256: run.sha256,
  })
  for (const part of ['AMD Ryzen 7', 'CPython 3.13.0', '2026-11-22', run.verdict.reasons[0], run.sha256]) {
    expect(Description).toContain(part)
  }
  expect(rest).toEqual({ 'Creation Time': run.createdAt })
})

test('its parts are as PNG has them: the header first, the end last, a CRC behind each', () => {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  const types: string[] = []
  for (let offset = 8; offset < png.length; offset += 12 + view.getUint32(offset)) {
    const end = offset + 8 + view.getUint32(offset)
    types.push(Buffer.from(png.subarray(offset + 4, offset + 8)).toString('latin1'))
    expect(view.getUint32(end)).toBe(crc32(png.subarray(offset + 4, end)))
  }
  expect(types[0]).toBe('IHDR')
  expect(types.at(-1)).toBe('IEND')
  expect(types.filter((type) => type === 'iTXt')).toHaveLength(5)
})

test('a changed byte and a missing end are found', () => {
  for (let offset = 12; offset < png.length; offset++) {
    const changed = png.slice()
    changed[offset]! ^= 4
    expect(() => pngTexts(changed)).toThrow(/The PNG file is (damaged|truncated)/)
  }
  for (let length = 8; length < png.length; length += 7) {
    expect(() => pngTexts(png.subarray(0, length))).toThrow('The PNG file is truncated')
  }
})

test('what is no PNG gets no texts', () => {
  expect(() => withPngTexts(new TextEncoder().encode('GIF89a and some more bytes'), {})).toThrow('PNG file')
})

test('native code gets the path of what is beside the archive of a packaged app', () => {
  const font = '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'
  expect(outsideArchive(`/opt/Coreglow/resources/app.asar/node_modules/${font}`)).toBe(
    `/opt/Coreglow/resources/app.asar.unpacked/node_modules/${font}`,
  )
  expect(outsideArchive(String.raw`C:\Coreglow\resources\app.asar\x.ttf`)).toBe(
    String.raw`C:\Coreglow\resources\app.asar.unpacked\x.ttf`,
  )
  expect(outsideArchive(`/home/me/app.asarium/${font}`)).toBe(`/home/me/app.asarium/${font}`)
})
