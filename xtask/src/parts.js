
// Parts of the app that are fetched when they are first needed.
function fetchPart(name, integrity) {
    const answer = fetch(new URL(name, import.meta.url), { integrity });
    answer.catch(() => {});
    return answer.then((response) => {
        if (!response.ok) throw new Error(`${name}: ${response.status}`);
        return response;
    });
}
async function instantiatePart(answer, imports) {
    const response = await answer;
    // Some servers call wasm something else, which streaming refuses.
    if (!/^application\/wasm\b/.test(response.headers.get("Content-Type") ?? "")) {
        return WebAssembly.instantiate(await response.arrayBuffer(), imports);
    }
    return WebAssembly.instantiateStreaming(response, imports);
}
