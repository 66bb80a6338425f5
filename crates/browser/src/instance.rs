//! One instance of a plugin: every call into it goes through here.

use std::rc::Rc;

use aftersight_contract::manifest::Words;
use aftersight_contract::{Args, Breach, Context, VERSION};
use aftersight_pipeline::engine::{Failure, Plugin};
use aftersight_pipeline::limits::{Allowance, Limits};
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::crowd::{Crowd, Ticket};
use crate::failure::{malformed, thrown};
use crate::limits::{Weigh, hold};
use crate::{PluginInstance, Watch, to_js};

/// Making an instance, among the names of the functions that are called.
const INSTANTIATE: &str = "instantiate";

/// A plugin as JavaScript handed it in.
pub(crate) struct Entry {
    pub(crate) plugin: Plugin,
    pub(crate) instantiate: Function,
    /// The functions that took too long in an earlier attempt: they fail without being called.
    pub(crate) timed_out: Vec<String>,
}

/// What all instances share.
pub(crate) struct House {
    pub(crate) limits: Limits,
    pub(crate) watch: Option<Watch>,
    pub(crate) crowd: Crowd<Live>,
}

/// An instance, or what it died of: after any failure there is only the failure.
pub(crate) struct Live {
    house: Rc<House>,
    entry: Rc<Entry>,
    alive: Result<Alive, Failure>,
}

struct Alive {
    /// What functions are called on: the exported interface, or a resource of it.
    object: JsValue,
    instance: PluginInstance,
    _ticket: Ticket,
}

impl Live {
    /// A fresh instance, with memory of its own.
    pub(crate) fn start(house: &Rc<House>, entry: &Rc<Entry>) -> Result<Self, Failure> {
        let Some(ticket) = house.crowd.admit() else {
            return Err(Failure::Unusable(Words::new(
                format!("同时打开的插件太多，上限为 {}，请减少步骤", house.limits.instances),
                format!(
                    "finds no room beside those that are open, at most {}: name fewer steps",
                    house.limits.instances
                ),
            )));
        };
        let allowance = house.limits.open();
        let made = watched(house, entry, INSTANTIATE, &allowance, || entry.instantiate.call0(&JsValue::UNDEFINED))?;
        let instance: PluginInstance = made.map_err(|error| thrown(&error, &allowance))?.unchecked_into();
        let manifest = &entry.plugin.manifest;
        let interface = format!("{}@{VERSION}", manifest.kind.interface());
        let exports = instance.exports().unwrap_or_default();
        let object = Reflect::get(&exports, &interface.as_str().into()).unwrap_or_default();
        if !object.is_object() {
            return Err(Failure::Unusable(Words::new(
                format!("“{}”没有导出 `{interface}`", manifest.id),
                format!("`{}` does not export `{interface}`", manifest.id),
            )));
        }
        let alive = Ok(Alive { object, instance, _ticket: ticket });
        Ok(Self { house: Rc::clone(house), entry: Rc::clone(entry), alive })
    }

    /// An instance with one opened resource, which is what functions are called on from now on.
    pub(crate) fn open(
        house: &Rc<House>,
        entry: &Rc<Entry>,
        params: &Args,
        context: &Context,
    ) -> Result<Self, Failure> {
        let mut live = Self::start(house, entry)?;
        let args = [to_js::args(params), to_js::context(context)];
        let opened = live.call("open", args, &house.limits.open(), |resource| Ok(resource.clone()))?;
        if let Ok(alive) = &mut live.alive {
            alive.object = opened;
        }
        Ok(live)
    }

    pub(crate) fn entry(&self) -> &Entry {
        &self.entry
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.house.limits
    }

    /// Calls a function, and reads what it gives back with `lift`.
    pub(crate) fn call<T: Weigh, const N: usize>(
        &mut self,
        name: &str,
        args: [JsValue; N],
        allowance: &Allowance,
        lift: impl FnOnce(&JsValue) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let alive = self.alive.as_ref().map_err(Failure::clone)?;
        let answer = function(&alive.object, name).and_then(|function| {
            let args: Array = args.into_iter().collect();
            let refused = alive.refusals();
            let run = || function.apply(&alive.object, &args);
            match watched(&self.house, &self.entry, name, allowance, run)? {
                Ok(answer) => hold(allowance, lift(&answer)?),
                Err(error) => match thrown(&error, allowance) {
                    // It could not go on without the memory that it was refused.
                    Failure::Trapped(_) if alive.refusals() != refused => Err(Failure::OutOfMemory),
                    failure => Err(failure),
                },
            }
        });
        answer.map_err(|failure| self.die(failure))
    }

    /// Gives back the instance's memory and remembers what it died of.
    pub(crate) fn die(&mut self, failure: Failure) -> Failure {
        self.alive = Err(failure.clone());
        failure
    }
}

impl Alive {
    /// How often the instance was refused memory so far.
    fn refusals(&self) -> u32 {
        self.instance.refusals().unwrap_or_default()
    }
}

fn function(object: &JsValue, name: &str) -> Result<Function, Failure> {
    let found = Reflect::get(object, &name.into()).ok().and_then(|found| found.dyn_into::<Function>().ok());
    found.ok_or_else(|| malformed(Breach::NoFunction))
}

/// Runs a plugin's code while the watch looks on.
fn watched<R>(
    house: &House,
    entry: &Entry,
    name: &str,
    allowance: &Allowance,
    run: impl FnOnce() -> R,
) -> Result<R, Failure> {
    if entry.timed_out.iter().any(|function| function == name) {
        return Err(Failure::TimedOut);
    }
    let Some(watch) = &house.watch else { return Ok(run()) };
    watch.enter(&entry.plugin.manifest.id, name, allowance.time.as_secs_f64() * 1000.0);
    let result = run();
    watch.leave();
    Ok(result)
}
