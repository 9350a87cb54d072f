// What a phone keeps, read beside the app. `whole` also reads and hashes every photo.
async (whole) => {
  if (!(await indexedDB.databases()).some((one) => one.name === "patrol")) return null;
  const asked = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  const db = await asked(indexedDB.open("patrol"));
  try {
    if (!db.objectStoreNames.contains("items")) return null;
    const all = (name) => asked(db.transaction(name).objectStore(name).getAll());
    const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
    const digest = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));
    const photos = (list) => list.map((one) => one.sha256);
    const files = {};
    if (whole) for (const row of await all("files")) files[row.sha256] = row.bytes ? await digest(row.bytes) : null;
    const sessions = await all("sessions");
    return {
      signed_in: sessions.some((one) => one.signed_in),
      drafts: (await all("drafts")).map(({ id, kind, photos: of }) => ({ id, kind, photos: photos(of) })),
      items: (await all("items")).map(({ id, state, body, files: of, refused }) => ({
        id, state, refused, photos: photos(of), states: of.map((one) => one.state), kind: JSON.parse(body).kind,
      })),
      receipts: (await all("receipts")).map((one) => one.report),
      files,
    };
  } finally {
    db.close();
  }
}
