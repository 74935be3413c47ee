import { snapdom } from '@zumer/snapdom'

/** A PNG of the page as it stands, drawn by the page itself. */
export async function drawWindow(): Promise<{ fileName: string; mediaType: string; base64: string }> {
  const picture = await snapdom(document.documentElement, { embedFonts: true, scale: window.devicePixelRatio })
  const blob = await picture.toBlob({ type: 'png' })
  return { fileName: pictureName(new Date()), mediaType: 'image/png', base64: await base64Of(blob) }
}

function pictureName(now: Date): string {
  return `coreglow-window-${now.toISOString().slice(0, 19).replace(/[:T]/g, '-')}.png`
}

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCodePoint(...bytes.subarray(at, at + 0x8000))
  return btoa(text)
}
