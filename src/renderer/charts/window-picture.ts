/** A PNG of the page as it stands, drawn by the page itself: what a page may do under our content policy. */
export async function drawWindow(): Promise<{ fileName: string; mediaType: string; base64: string }> {
  const { clientWidth: width, clientHeight: height } = document.documentElement
  const scale = window.devicePixelRatio
  const picture = new Image()
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await asSvg(width, height))}`
  await picture.decode()
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale))
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
  const blob = await canvas.convertToBlob({ type: 'image/png' })
  return { fileName: pictureName(new Date()), mediaType: 'image/png', base64: await base64Of(blob) }
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
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCodePoint(...bytes.subarray(at, at + 0x8000))
  return btoa(text)
}
