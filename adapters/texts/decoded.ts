const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** The text whose UTF-8 is exactly these bytes; null for what is no text. */
export const decoded = (bytes: Uint8Array): string | null => {
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}
