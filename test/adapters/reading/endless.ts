/** A reading process that takes any task for ever. */
process.on("message", () => {
  for (;;);
})
process.send?.({ type: "ready" })
