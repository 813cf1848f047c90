/** The reading process itself, which is busy for ever with what it is given. */
import "../../../adapters/reading/entry.ts"

process.on("message", () => {
  for (;;);
})
