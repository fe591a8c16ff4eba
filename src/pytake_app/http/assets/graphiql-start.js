/* The playground: asks for a token or key, then starts GraphiQL with it. Nothing of it is kept when the page is left. */
"use strict";
(() => {
  const sample = `# Who asks, and the last conversations with their messages.
query Desk {
  me { user { name role } tenant { name } }
  conversations(first: 5) {
    nodes { id status contact { name } messages(first: 3) { nodes { text direction } } }
    pageInfo { hasNextPage endCursor }
  }
}
`;

  function proofOf(secret) {
    const jwt = secret.split(".").length === 3;
    return jwt
      ? { headers: { Authorization: `Bearer ${secret}` }, payload: { token: secret } }
      : { headers: { "X-API-Key": secret }, payload: { api_key: secret } };
  }

  /* One subscription, as an async iterator, in the protocol graphql-transport-ws. */
  function subscribed(asked, proof) {
    const waiting = [];
    const heard = [];
    let over = false;
    const socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/graphql", "graphql-transport-ws");
    const give = (item) => (waiting.length > 0 ? waiting.shift()(item) : heard.push(item));
    const end = (value) => {
      if (over) return;
      over = true;
      if (value !== undefined) give({ value, done: false });
      give({ value: undefined, done: true });
    };
    socket.onopen = () => socket.send(JSON.stringify({ type: "connection_init", payload: proof.payload }));
    socket.onclose = (event) => end(event.code === 1000 ? undefined : { errors: [{ message: `closed: ${event.code}` }] });
    socket.onmessage = (event) => {
      const said = JSON.parse(event.data);
      if (said.type === "connection_ack") socket.send(JSON.stringify({ type: "subscribe", id: "1", payload: asked }));
      else if (said.type === "next") give({ value: said.payload, done: false });
      else if (said.type === "error") end({ errors: said.payload });
      else if (said.type === "complete") end();
    };
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: () => (heard.length > 0 ? Promise.resolve(heard.shift()) : new Promise((resolve) => waiting.push(resolve))),
      return: () => {
        over = true;
        socket.close(1000);
        return Promise.resolve({ value: undefined, done: true });
      },
    };
  }

  function fetcherOf(proof) {
    return async (asked, options = {}) => {
      const operations = options.documentAST ? options.documentAST.definitions : [];
      const meant = operations.filter((each) => each.kind === "OperationDefinition");
      const one = meant.find((each) => each.name && each.name.value === asked.operationName) || meant[0];
      if (one && one.operation === "subscription") return subscribed(asked, proof);
      const answer = await fetch("/graphql", {
        method: "POST",
        headers: { "Content-Type": "application/json", ...(options.headers || {}), ...proof.headers },
        body: JSON.stringify(asked),
      });
      return answer.json();
    };
  }

  function start(secret) {
    document.getElementById("door").remove();
    const place = document.getElementById("docs");
    const made = window.React.createElement(window.GraphiQL, {
      fetcher: fetcherOf(proofOf(secret)),
      defaultQuery: sample,
      shouldPersistHeaders: false,
      isHeadersEditorEnabled: false,
    });
    window.ReactDOM.createRoot(place).render(made);
  }

  window.addEventListener("load", () => {
    document.getElementById("door").addEventListener("submit", (event) => {
      event.preventDefault();
      const secret = document.getElementById("secret").value.trim().replace(/^Bearer\s+/i, "");
      if (secret) start(secret);
    });
  });
})();
