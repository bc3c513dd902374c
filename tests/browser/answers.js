/* Put into each page of the tests before its own scripts: hears what the page asks of the server and what comes back, so that a test
   can wait until all is answered and drawn. The page's own state cannot tell: it is "notRunning" until the answer begins to come.

   Two kinds of answer are waited for: a run of the whole page, and, where a part of it (a fragment) or a run that breaks itself off
   asks to be run again, a run of any kind. Each begins with `new_session` and ends with `script_finished`. */
(() => {
  if (window !== window.top) return;
  const NONE = 0, ASKED = 1, BEGUN = 2;
  const RERUN = 11, FRAGMENT = 5; // of BackMsg and of its ClientState
  const METADATA = 2, RUN = 6, FRAGMENTS = 2; // of ForwardMsg, its metadata, and the run these name
  const NEW_SESSION = 4, FINISHED = 6, EARLY = 2; // of ForwardMsg, and of the ways in which a run finishes
  const FORGOTTEN_MS = 2000; // a part that is no longer on the page is never run again, and nothing says so
  const state = { asked: 0, whole: NONE, any: NONE, heard: 0 };

  function fieldsOf(bytes) {
    const found = {};
    let at = 0;
    const number = () => {
      for (let value = 0, place = 1; ; place *= 128) {
        const byte = bytes[at++];
        value += (byte & 127) * place;
        if (byte < 128) return value;
      }
    };
    while (at < bytes.length) {
      const tag = number(), kind = tag % 8, name = Math.floor(tag / 8);
      if (kind === 0) found[name] = number();
      else if (kind === 2) { const size = number(); found[name] = bytes.subarray(at, at + size); at += size; }
      else at += kind === 1 ? 8 : 4;
    }
    return found;
  }

  function onAsked(bytes) {
    const rerun = fieldsOf(bytes)[RERUN];
    if (!rerun) return;
    state.asked++;
    state.heard = performance.now();
    if (fieldsOf(rerun)[FRAGMENT]?.length) state.any = ASKED;
    else Object.assign(state, { whole: ASKED, any: NONE }); // it ends whatever runs, and runs the parts too
  }

  function onAnswer(bytes) {
    const fields = fieldsOf(bytes);
    state.heard = performance.now();
    if (NEW_SESSION in fields) {
      const run = fields[METADATA] && fieldsOf(fields[METADATA])[RUN];
      if (state.any === ASKED) state.any = BEGUN;
      if (state.whole === ASKED && !(run && FRAGMENTS in fieldsOf(run))) state.whole = BEGUN;
    }
    if (!(FINISHED in fields)) return;
    if (fields[FINISHED] === EARLY && (state.whole === BEGUN || state.any === BEGUN)) state.any = ASKED;
    else if (state.any === BEGUN) state.any = NONE;
    if (state.whole === BEGUN) state.whole = NONE;
  }

  window.WebSocket = class extends window.WebSocket {
    constructor(address, protocols) {
      super(address, protocols);
      if (!String(address).includes("/_stcore/stream")) return;
      this.addEventListener("message", (event) => {
        if (releasing) return;
        onAnswer(new Uint8Array(event.data));
        if (!late) return;
        late.push([this, event.data]);
        event.stopImmediatePropagation();
      });
      this.addEventListener("close", () => Object.assign(state, { whole: NONE, any: NONE }));
      this.watched = true;
    }
    send(data) {
      if (this.watched && this.readyState === WebSocket.OPEN) onAsked(data instanceof ArrayBuffer ? new Uint8Array(data) : data);
      super.send(data);
    }
  };

  /* Keeps from the page what the server answers, as a slow line does, and hands it on later. */
  let late = null, releasing = false;
  window.holdAnswers = () => { late = []; };
  window.releaseAnswers = () => {
    const all = late;
    late = null;
    releasing = true;
    for (const [socket, data] of all) socket.dispatchEvent(new MessageEvent("message", { data }));
    releasing = false;
  };
  window.hasAnswered = (times) => state.asked >= times && state.whole === NONE && state.any === NONE;
  window.timesAsked = () => state.asked;

  function answered() {
    if (state.any === ASKED && state.whole === NONE && performance.now() - state.heard > FORGOTTEN_MS) state.any = NONE;
    const app = document.querySelector(".stApp");
    return state.asked > 0 && state.whole === NONE && state.any === NONE && app?.dataset.testScriptState === "notRunning";
  }

  /* What the map should show and what it does; alike where there is no map. */
  function map() {
    const hosts = [...document.querySelectorAll(".st-key-panel, .st-key-panel *")];
    const panel = hosts.map((host) => host.shadowRoot?.querySelector(".panel")).find(Boolean) || document.querySelector(".panel");
    const asked = panel?.dataset.map || "";
    return [asked, document.querySelector(".st-key-mapframe iframe")?.contentDocument?.documentElement?.dataset.settled];
  }

  const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
  const frame = () => Promise.race([new Promise(requestAnimationFrame), sleep(500)]);
  const idle = () => new Promise((resolve) => { requestIdleCallback(resolve, { timeout: 1000 }); });

  /* Waits until what was done on the page before has been asked, answered and drawn; returns what is amiss if it never is. What was
     done may be asked only in the next frame, and what came is drawn when the page finds time: hence the frames and the idle moments. */
  window.settled = async (withMap, patience) => {
    const until = performance.now() + patience;
    const still = () => answered() && (!withMap || (map()[0] !== "" && map()[0] === map()[1]));
    while (performance.now() < until) {
      await frame(); await frame(); await idle();
      const asked = state.asked;
      if (still()) {
        await frame(); await idle();
        if (still() && asked === state.asked) return "";
      } else await sleep(15);
    }
    return JSON.stringify({ ...state, script: document.querySelector(".stApp")?.dataset.testScriptState, map: map() });
  };
})();
