/** The SSH data types of RFC 4251 §5 that keys and signatures are made of. */

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** `uint32`: four bytes, most significant first. */
export const uint32 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

/** `string`: its length as uint32, then its bytes. Text is UTF-8. */
export const string = (value: Uint8Array | string): Uint8Array => {
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value
  return Buffer.concat([uint32(bytes.length), bytes])
}

/** Reads fields one after the other. Each reader returns undefined where the bytes end too early. */
export type Reader = Readonly<{
  bytes: (length: number) => Uint8Array | undefined
  uint32: () => number | undefined
  string: () => Uint8Array | undefined
  /** A `string` that must be UTF-8. */
  text: () => string | undefined
  /** Whether every byte has been read: what follows the last field is nobody's. */
  ended: () => boolean
}>

export const reader = (source: Uint8Array): Reader => {
  let at = 0
  const bytes = (length: number) => {
    if (length > source.length - at) return undefined
    at += length
    return source.subarray(at - length, at)
  }
  const readUint32 = () => {
    const four = bytes(4)
    return four && new DataView(four.buffer, four.byteOffset).getUint32(0)
  }
  const readString = () => {
    const length = readUint32()
    return length === undefined ? undefined : bytes(length)
  }
  const text = () => {
    const value = readString()
    if (value === undefined) return undefined
    try {
      return utf8.decode(value)
    } catch {
      return undefined
    }
  }
  return { bytes, uint32: readUint32, string: readString, text, ended: () => at === source.length }
}

/** Base64 with padding (RFC 4648 §4), undefined for any other spelling of the same bytes. */
export const fromBase64 = (text: string): Uint8Array | undefined => {
  const bytes = Buffer.from(text, "base64")
  return bytes.toString("base64") === text ? bytes : undefined
}
