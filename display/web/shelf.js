/**
 * Pictures and videos on the screen's own disk, so that they go on without a link, and come over the
 * hall's network once. IndexedDB, because nothing else is there on pages that come over plain http.
 */

const STORE = "media";

export class Shelf {
  /** @param {IDBDatabase} database */
  constructor(database) {
    this.database = database;
  }

  /** @param {string} [name] @returns {Promise<Shelf>} @throws {DOMException} this browser keeps nothing */
  static async open(name = STORE) {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    return new Shelf(await answer(opening));
  }

  /** @param {string} url @returns {Promise<Blob | null>} */
  async get(url) {
    return (await answer(this.store("readonly").get(url))) ?? null;
  }

  /** @returns {Promise<string[]>} the urls of all that is kept */
  async urls() {
    return /** @type {Promise<any>} */ (answer(this.store("readonly").getAllKeys()));
  }

  /** @param {string} url @param {Blob} blob @throws {DOMException} `QuotaExceededError`: the disk is full */
  async keep(url, blob) {
    const { transaction } = this.store("readwrite", (store) => store.put(blob, url));
    await finished(transaction);
  }

  /** @param {string} url */
  async drop(url) {
    const { transaction } = this.store("readwrite", (store) => store.delete(url));
    await finished(transaction);
  }

  /** @param {"readonly" | "readwrite"} mode @param {(store: IDBObjectStore) => void} [use] */
  store(mode, use = () => {}) {
    const store = this.database.transaction(STORE, mode).objectStore(STORE);
    use(store);
    return store;
  }
}

/** @param {IDBRequest} request @returns {Promise<any>} */
function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
