/** A QR code on a page, read as a telephone reads it: from what is drawn. */
import jsQR from 'jsqr'
import type { Locator } from 'playwright-core'

const side = 448

/** @throws where nothing can be read */
export async function scan(image: Locator): Promise<string> {
  await image.waitFor()
  const pixels = await image.page().evaluate<number[]>(`(async () => {
    const picture = new Image()
    picture.src = ${JSON.stringify(await image.getAttribute('src'))}
    await picture.decode()
    const canvas = Object.assign(document.createElement('canvas'), { width: ${side}, height: ${side} })
    const pen = canvas.getContext('2d')
    pen.drawImage(picture, 0, 0, ${side}, ${side})
    return [...pen.getImageData(0, 0, ${side}, ${side}).data]
  })()`)
  const found = (jsQR as unknown as typeof jsQR.default)(Uint8ClampedArray.from(pixels), side, side)
  if (!found) throw new Error('No QR code can be read there.')
  return found.data
}
