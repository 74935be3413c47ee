import { describeRun, tagsOf } from '../../contract/describe.ts'
import type { SavedRecord } from '../../contract/saved-record.ts'
import { pngTextsOf, withPngTexts } from '../../contract/png-text.ts'
import type { PageFile } from '../state/actions.ts'

/** The page as it stands, as the host has taken it or else drawn here, with what is to be known of the runs below it and in the file. */
export async function windowPicture(taken: PageFile | undefined, runs: readonly SavedRecord[]): Promise<PageFile> {
  const picture = taken?.content ?? (await drawWindow())
  const png = new Uint8Array(await (await withCaption(picture, runs)).arrayBuffer())
  const now = new Date()
  const texts = runs.length === 0 ? { Title: 'Coreglow' } : pngTextsOf(tagsOf(runs))
  const whole = withPngTexts(png, { ...texts, 'Creation Time': now.toISOString() })
  return { fileName: taken?.fileName ?? pictureName(now), content: new Blob([whole], { type: 'image/png' }) }
}

/** A PNG of the page as it stands, drawn by the page itself: what a page may do under our content policy. */
async function drawWindow(): Promise<Blob> {
  const { clientWidth: width, clientHeight: height } = document.documentElement
  const scale = window.devicePixelRatio
  const picture = new Image()
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await asSvg(width, height))}`
  await picture.decode()
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale))
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return canvas.convertToBlob({ type: 'image/png' })
}

/** Machine, versions, date, noise and the SHA-256 of the data of each run, below the picture. */
async function withCaption(picture: Blob, runs: readonly SavedRecord[]): Promise<Blob> {
  if (runs.length === 0) return picture
  const image = await createImageBitmap(picture)
  const { color, backgroundColor, fontFamily } = getComputedStyle(document.body)
  const scale = window.devicePixelRatio
  const [size, line, margin] = [12 * scale, 18 * scale, 12 * scale]
  const canvas = new OffscreenCanvas(image.width, image.height)
  const pen = canvas.getContext('2d')!
  const font = `${size}px ${fontFamily}`
  pen.font = font
  const lines = runs.flatMap((run) => linesOf(run, (text) => pen.measureText(text).width <= image.width - 2 * margin))
  canvas.height += lines.length * line + margin
  pen.fillStyle = backgroundColor
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(image, 0, 0)
  pen.font = font
  pen.fillStyle = color
  lines.forEach((text, index) => pen.fillText(text, margin, image.height + (index + 1) * line))
  return canvas.convertToBlob({ type: 'image/png' })
}

function linesOf(run: SavedRecord, fits: (text: string) => boolean): readonly string[] {
  const { title, machine, runtime, program, coreglow, date, noise, run_sha256: sha256 } = describeRun(run)
  const parts = [title, machine, runtime ?? program, `Coreglow ${coreglow}`, date, noise, `SHA-256 ${sha256}`]
  const lines: string[] = []
  for (const part of parts) {
    if (part === undefined) continue
    const longer = `${lines.at(-1)} · ${part}`
    if (lines.length > 0 && fits(longer)) lines[lines.length - 1] = longer
    else lines.push(part)
  }
  return lines
}

/** The document inside a picture: our own style sheets lay it out again, in the same way. */
async function asSvg(width: number, height: number): Promise<string> {
  const style = document.createElement('style')
  style.textContent = await styleText()
  // From here on nothing may wait: the page and its copy must stay the same.
  const page = document.importNode(document.documentElement, true)
  copyState(document.body, page.querySelector('body')!)
  page.querySelectorAll('script, link, title, meta').forEach((element) => element.remove())
  page.querySelector('head')!.append(style)
  const content = new XMLSerializer().serializeToString(page)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><foreignObject width="100%" height="100%">${content}</foreignObject></svg>`
}

/** What a clone does not take along: what canvases show, what fields hold, how far regions are scrolled. */
function copyState(from: HTMLElement, to: HTMLElement): void {
  const copies = [...to.querySelectorAll<HTMLElement>('*')]
  ;[...from.querySelectorAll<HTMLElement>('*')].forEach((element, i) => {
    const copy = copies[i]!
    if (element instanceof HTMLCanvasElement) copy.replaceWith(imageOf(element))
    else if (element instanceof HTMLInputElement) {
      copy.setAttribute('value', element.value)
      copy.toggleAttribute('checked', element.checked)
    } else if (element instanceof HTMLOptionElement) copy.toggleAttribute('selected', element.selected)
    const content = copy.firstElementChild
    if (element.scrollTop > 0 && content instanceof HTMLElement) content.style.marginTop = `-${element.scrollTop}px`
  })
}

function imageOf(canvas: HTMLCanvasElement): HTMLImageElement {
  const image = document.createElement('img')
  image.src = canvas.toDataURL()
  image.style.width = `${canvas.clientWidth}px`
  image.style.height = `${canvas.clientHeight}px`
  image.style.position = 'absolute'
  return image
}

async function styleText(): Promise<string> {
  const rules = [...document.styleSheets].flatMap((sheet) => Array.from(sheet.cssRules))
  const texts = await Promise.all(rules.map((rule) => inlined(rule.cssText)))
  return `${texts.join('\n')} * { overflow: hidden !important; animation: none !important; transition: none !important; }`
}

/** A picture loads nothing: what a rule points at is put into it. */
async function inlined(rule: string): Promise<string> {
  const address = /url\("([^"]+)"\)/.exec(rule)?.[1]
  if (address === undefined || address.startsWith('data:')) return rule
  const file = await fetch(new URL(address, document.styleSheets[0]!.href ?? location.href))
  const blob = await file.blob()
  return rule.replace(address, `data:${blob.type};base64,${await base64Of(blob)}`)
}

function pictureName(now: Date): string {
  return `coreglow-window-${now.toISOString().slice(0, 19).replace(/[:T]/g, '-')}.png`
}

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let text = ''
  for (let offset = 0; offset < bytes.length; offset += 0x8000)
    text += String.fromCodePoint(...bytes.subarray(offset, offset + 0x8000))
  return btoa(text)
}
