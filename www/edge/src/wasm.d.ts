// A module that was compiled before the worker started.
declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}
