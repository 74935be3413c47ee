import { createRequire } from 'node:module'
import { renderAsync, type ResvgRenderOptions } from '@resvg/resvg-js'
import type { FileTags } from '../../contract/describe.ts'
import { pngTextsOf, withPngTexts } from '../../contract/png-text.ts'

const modules = createRequire(import.meta.url)
const file = (name: string) => outsideArchive(modules.resolve(`@expo-google-fonts/inter/${name}.ttf`))

/** Native code cannot look into the archive of a packaged desktop app: what it opens is unpacked beside that, see electron-builder.yml. */
export function outsideArchive(path: string): string {
  return path.replace(/\bapp\.asar(?=[\\/])/, 'app.asar.unpacked')
}

/** The font comes along, so that a picture is the same on every machine. Files by weight. */
export const FONT_FILES: Readonly<Record<number, string>> = {
  400: file('400Regular/Inter_400Regular'),
  500: file('500Medium/Inter_500Medium'),
  600: file('600SemiBold/Inter_600SemiBold'),
}

export const FONT: ResvgRenderOptions['font'] = {
  loadSystemFonts: false,
  fontFiles: Object.values(FONT_FILES),
  defaultFontFamily: 'Inter',
  sansSerifFamily: 'Inter',
}

/** Draws an SVG at its own size. */
export async function toPng(svg: string, tags: FileTags): Promise<Uint8Array> {
  const image = await renderAsync(svg, { font: FONT })
  return withPngTexts(image.asPng(), pngTextsOf(tags))
}
