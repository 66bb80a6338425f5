//! Lets a browser see that a plugin was refused memory.
//!
//! `memory.grow` tells the plugin alone: the host sees no more than the trap that follows, which looks like any other. So in
//! what a browser gets, every `memory.grow` is a call of a function that does the same and counts refusals in a global, which
//! the module exports. Nothing else of the plugin changes. On a server wasmtime asks its limiter.

use anyhow::{Result, anyhow, ensure};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ExportKind, ExportSection, Function, FunctionSection, GlobalSection, GlobalType,
    Instruction, Module, TypeSection, ValType,
};
use wasmparser::{Operator, Parser, Payload, TypeRef};

/// The exported global: how often memory was refused. `www/src/engine/source.ts` reads it.
const EXPORT: &str = "aftersight:memory-refusals";
/// The section of a component that holds a core module.
const CORE_MODULE: u8 = 1;
/// Bytes before the first section.
const PREAMBLE: usize = 8;

/// The component with counted refusals.
pub(crate) fn counted(component: &[u8]) -> Result<Vec<u8>> {
    let mut out = component.get(..PREAMBLE).unwrap_or_default().to_vec();
    let mut done = 0;
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload?;
        let Some((id, range)) = payload.as_section() else { continue };
        // What lies within a section that was copied already.
        if range.start < done {
            continue;
        }
        let body = component.get(range.start as usize..range.end as usize).unwrap_or_default();
        done = range.end;
        out.push(id);
        let module = if id == CORE_MODULE { module(body)? } else { None };
        wasm_encoder::Encode::encode(module.as_deref().unwrap_or(body), &mut out);
    }
    Ok(out)
}

/// A core module with counted refusals; none where it never grows.
fn module(bytes: &[u8]) -> Result<Option<Vec<u8>>> {
    let mut counter = Counter::default();
    let (mut grows, mut sections) = (false, 0);
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::TypeSection(types) => {
                for group in types {
                    counter.grow_type += group?.types().len() as u32;
                }
                sections += 1;
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    match import?.ty {
                        TypeRef::Func(_) => counter.grow += 1,
                        TypeRef::Global(_) => counter.refusals += 1,
                        _ => {}
                    }
                }
            }
            Payload::FunctionSection(functions) => {
                counter.grow += functions.count();
                sections += 1;
            }
            Payload::GlobalSection(globals) => {
                counter.refusals += globals.count();
                sections += 1;
            }
            Payload::ExportSection(_) => sections += 1,
            Payload::MemorySection(memories) => {
                for memory in memories {
                    ensure!(!memory?.memory64, "its memory has 64-bit addresses: build it for wasm32");
                }
            }
            Payload::CodeSectionEntry(body) => {
                for operator in body.get_operators_reader()? {
                    if let Operator::MemoryGrow { mem } = operator? {
                        ensure!(mem == 0, "it has several memories: build it with one");
                        grows = true;
                    }
                }
            }
            _ => {}
        }
    }
    if !grows {
        return Ok(None);
    }
    ensure!(sections == 4, "a module that grows has types, functions, globals and exports");
    let mut out = Module::new();
    counter.parse_core_module(&mut out, Parser::new(0), bytes).map_err(|error| anyhow!("{error}"))?;
    Ok(Some(out.finish()))
}

/// The indexes of what is added behind everything of its kind.
#[derive(Default)]
struct Counter {
    grow_type: u32,
    grow: u32,
    refusals: u32,
}

type Encoded = Result<(), Error<std::convert::Infallible>>;

impl Reencode for Counter {
    type Error = std::convert::Infallible;

    fn parse_type_section(&mut self, types: &mut TypeSection, section: wasmparser::TypeSectionReader<'_>) -> Encoded {
        wasm_encoder::reencode::utils::parse_type_section(self, types, section)?;
        types.ty().function([ValType::I32], [ValType::I32]);
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: wasmparser::FunctionSectionReader<'_>,
    ) -> Encoded {
        wasm_encoder::reencode::utils::parse_function_section(self, functions, section)?;
        functions.function(self.grow_type);
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: wasmparser::GlobalSectionReader<'_>,
    ) -> Encoded {
        wasm_encoder::reencode::utils::parse_global_section(self, globals, section)?;
        globals.global(GlobalType { val_type: ValType::I32, mutable: true, shared: false }, &ConstExpr::i32_const(0));
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Encoded {
        wasm_encoder::reencode::utils::parse_export_section(self, exports, section)?;
        exports.export(EXPORT, ExportKind::Global, self.refusals);
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: wasmparser::CodeSectionReader<'_>) -> Encoded {
        wasm_encoder::reencode::utils::parse_code_section(self, code, section)?;
        code.function(&self.growing());
        Ok(())
    }

    fn instruction<'a>(&mut self, operator: Operator<'a>) -> Result<Instruction<'a>, Error<Self::Error>> {
        match operator {
            Operator::MemoryGrow { .. } => Ok(Instruction::Call(self.grow)),
            other => wasm_encoder::reencode::utils::instruction(self, other),
        }
    }
}

impl Counter {
    /// Grows as it is told, and counts a refusal.
    fn growing(&self) -> Function {
        let mut function = Function::new([(1, ValType::I32)]);
        function
            .instructions()
            .local_get(0)
            .memory_grow(0)
            .local_tee(1)
            .i32_const(-1)
            .i32_eq()
            .if_(BlockType::Empty)
            .global_get(self.refusals)
            .i32_const(1)
            .i32_add()
            .global_set(self.refusals)
            .end()
            .local_get(1)
            .end();
        function
    }
}
