import { buffer } from 'node:stream/consumers'
import type { FileTags } from '../../../contract/describe.ts'
import { DIGEST_PLACEHOLDER, digestBytes } from '../../digest/digest.ts'
import { toSvg, type Picture } from '../card/svg.ts'
import { drawSvg } from './draw.ts'

/** A4 across, in points. */
const PAPER = [841.89, 595.28]

/** A picture as a page of paper: vectors, and text in fonts that come along. It carries its SHA-256. */
export async function toPdf(picture: Picture, tags: FileTags): Promise<Uint8Array> {
  // Loaded when it is wanted: it takes a tenth of a second.
  const { default: Document } = await import('pdfkit')
  const document = new Document({
    size: PAPER,
    margin: 0,
    pdfVersion: '1.7',
    lang: 'en',
    displayTitle: true,
    info: {
      Title: tags.title,
      Subject: tags.description,
      Creator: tags.software,
      // Text of ASCII letters alone stands in the file as it is, so that the seal can be put there.
      Keywords: `run_sha256="${tags.runSha256}" file_sha256="${DIGEST_PLACEHOLDER}"`,
      ...(tags.date === undefined ? {} : { CreationDate: tags.date }),
    },
  })
  document.scale(PAPER[0]! / picture.width)
  drawSvg(document, toSvg(picture))
  document.end()
  return digestBytes(await buffer(document))
}
