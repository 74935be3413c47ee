import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import encodeWebp, { init } from '@jsquash/webp/encode.js'
import { renderAsync } from '@resvg/resvg-js'
import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Output, WebMOutputFormat } from 'mediabunny'
import type { FileTags } from '../../../contract/describe.ts'
import { toSvg, type Picture } from '../card/svg.ts'
import { FONT } from '../png.ts'

const modules = createRequire(import.meta.url)
const QUALITY = 78

/**
 * Pictures of one size as a WebM video, `perSecond` of them. Each is a VP8 key frame: what lossy WebP is inside. So no
 * video encoder is needed, and any moment can be jumped to.
 */
export async function toWebm(pictures: Iterable<Picture>, perSecond: number, tags: FileTags): Promise<Uint8Array> {
  await ready()
  const target = new BufferTarget()
  const output = new Output({ format: new WebMOutputFormat(), target })
  const source = new EncodedVideoPacketSource('vp8')
  output.addVideoTrack(source, { frameRate: perSecond })
  const { title, date, description: comment, software: ENCODER, runSha256: run_sha256 } = tags
  output.setMetadataTags({ title, date, comment, raw: { ENCODER, run_sha256 } })
  await output.start()
  let frameIndex = 0
  for (const picture of pictures) {
    const packet = new EncodedPacket(await vp8Frame(picture), 'key', frameIndex / perSecond, 1 / perSecond)
    const { width: codedWidth, height: codedHeight } = picture
    await source.add(
      packet,
      frameIndex === 0 ? { decoderConfig: { codec: 'vp8', codedWidth, codedHeight } } : undefined,
    )
    frameIndex++
  }
  await output.finalize()
  return new Uint8Array(target.buffer!)
}

let encoder: Promise<unknown> | undefined

/** The encoder is WebAssembly, which it would fetch by an address if it were not given. */
function ready(): Promise<unknown> {
  encoder ??= readFile(modules.resolve('@jsquash/webp/codec/enc/webp_enc_simd.wasm')).then((wasmBinary) =>
    init({ wasmBinary }),
  )
  return encoder
}

async function vp8Frame(picture: Picture): Promise<Uint8Array> {
  const { pixels, width, height } = await renderAsync(toSvg(picture), { font: FONT })
  const image = { data: new Uint8ClampedArray(pixels), width, height, colorSpace: 'srgb' as const }
  return vp8Of(Buffer.from(await encodeWebp(image, { quality: QUALITY, method: 2 })))
}

/** The frame inside a lossy WebP: the chunk "VP8 " of a RIFF file. */
function vp8Of(webp: Buffer): Uint8Array {
  const index = webp.indexOf('VP8 ', 12, 'latin1')
  if (index < 0) throw new Error('The WebP encoder returned no VP8 frame.')
  return webp.subarray(index + 8, index + 8 + webp.readUInt32LE(index + 4))
}
