//! The component: compiled once, its imports linked, and an instance of it with state of its own on demand.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{
    Cache, CacheConfig, Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Store,
};
use wasmtime_wasi::{FsPerms, WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::p3::bindings::{Service, ServicePre};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use crate::bindings::spin;
use crate::manifest::{Application, Mount};
use crate::outbound::{AllowedHosts, Inbound, Outbound};
use crate::sqlite::{Databases, SqliteData};
use crate::variables::{ComponentVariables, Values, VariablesData};

/// Interfaces that this host implements. One that ends with `/` or `.` stands for all that begin so.
const IMPLEMENTED: [&str; 10] = [
    "spin:sqlite/sqlite@3.1.0",
    "spin:variables/variables@3.0.0",
    "wasi:cli/",
    "wasi:clocks/",
    "wasi:filesystem/",
    "wasi:http/client@0.3.",
    "wasi:http/types@0.3.",
    "wasi:io/",
    "wasi:random/",
    "wasi:sockets/",
];
/// How many instances there can be at once, as in Spin.
const MAXIMUM_INSTANCES: u32 = 1000;
/// The folder beside the component that keeps what it was compiled to.
const CACHE: &str = ".spin-host-cache";

/// A component that is ready to be instantiated.
pub struct Prepared {
    service: ServicePre<State>,
    files: Vec<Mount>,
    environment: Vec<(String, String)>,
    outbound: Outbound,
    databases: Arc<BTreeSet<String>>,
    database_file: Arc<Path>,
    variables: ComponentVariables,
}

/// What belongs to one instance.
pub struct State {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    table: ResourceTable,
    outbound: Outbound,
    inbound: Inbound,
    databases: Databases,
    variables: ComponentVariables,
}

impl Prepared {
    /// Compiles the application's component, or finds it compiled already, and links it.
    ///
    /// # Errors
    ///
    /// Names the import that this host does not have, or the folder, host or variable that is wrong.
    pub fn new(application: Application, values: &Values, state_folder: &Path) -> Result<Self> {
        let source = &application.source;
        let folder = source.parent().context("the component's path has no folder")?;
        let engine = engine(&folder.join(CACHE))?;
        let bytes = std::fs::read(source).with_context(|| format!("cannot read {}", source.display()))?;
        let component = Component::from_binary(&engine, &bytes)
            .map_err(anyhow::Error::from)
            .with_context(|| format!("cannot compile {}", source.display()))?;
        refuse_unknown_imports(&component, &engine)?;
        let service = ServicePre::new(linker(&engine)?.instantiate_pre(&component)?)
            .map_err(anyhow::Error::from)
            .context("the component does not serve wasi:http 0.3")?;
        for mount in &application.files {
            ensure!(mount.source.is_dir(), "{} is not a folder", mount.source.display());
        }
        let allowed = AllowedHosts::read(&application.allowed_outbound_hosts, values)?;
        let variables = values
            .of_component(&application.component_variables)
            .with_context(|| format!("in [component.{}]", application.name))?;
        Ok(Self {
            service,
            files: application.files,
            environment: application.environment.into_iter().collect(),
            outbound: Outbound(Arc::new(allowed)),
            databases: Arc::new(application.sqlite_databases.into_iter().collect()),
            database_file: state_folder.join("sqlite_db.db").into(),
            variables,
        })
    }

    /// A new instance and the store that holds its state.
    ///
    /// # Errors
    ///
    /// Fails when a folder cannot be opened, or when there are too many instances.
    pub async fn instantiate(&self) -> wasmtime::Result<(Store<State>, Service)> {
        let mut wasi = WasiCtxBuilder::new();
        // Standard output must stay free for what this program itself says.
        wasi.stdout(std::io::stderr()).stderr(std::io::stderr()).envs(&self.environment);
        for mount in &self.files {
            wasi.preopened_dir(&mount.source, &mount.destination, FsPerms::ReadOnly)?;
        }
        let state = State {
            wasi: wasi.build(),
            http: WasiHttpCtx::new(),
            table: ResourceTable::new(),
            outbound: self.outbound.clone(),
            inbound: Inbound,
            databases: Databases::new(self.databases.clone(), self.database_file.clone()),
            variables: self.variables.clone(),
        };
        let mut store = Store::new(self.service.engine(), state);
        let service = self.service.instantiate_async(&mut store).await?;
        Ok((store, service))
    }
}

fn engine(cache: &Path) -> Result<Engine> {
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(MAXIMUM_INSTANCES)
        .total_core_instances(4 * MAXIMUM_INSTANCES)
        .total_memories(MAXIMUM_INSTANCES)
        .total_tables(2 * MAXIMUM_INSTANCES)
        .total_stacks(MAXIMUM_INSTANCES)
        .table_elements(100_000)
        .max_component_instance_size(10 << 20)
        .max_core_instance_size(10 << 20)
        .max_memory_size(4 << 30)
        .linear_memory_keep_resident(2 << 20)
        .table_keep_resident(1 << 19);
    let mut config = Config::new();
    let mut cache_config = CacheConfig::new();
    cache_config.with_directory(cache);
    config
        .wasm_component_model_async(true)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
        .cache(Some(Cache::new(cache_config)?));
    Ok(Engine::new(&config)?)
}

fn linker(engine: &Engine) -> Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    // A component that serves WASI 0.3 still imports 0.2: the target's standard library does.
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi::p3::add_to_linker(&mut linker)?;
    wasmtime_wasi_http::p3::add_to_linker(&mut linker)?;
    spin::sqlite::sqlite::add_to_linker::<_, SqliteData>(&mut linker, |state: &mut State| {
        &mut state.databases
    })?;
    spin::variables::variables::add_to_linker::<_, VariablesData>(&mut linker, |state: &mut State| {
        &mut state.variables
    })?;
    Ok(linker)
}

fn refuse_unknown_imports(component: &Component, engine: &Engine) -> Result<()> {
    let component = component.component_type();
    let unknown = component.imports(engine).map(|(name, _)| name).find(|name| !implements(name));
    match unknown {
        Some(name) => bail!("the component imports {name}, which this test host does not have"),
        None => Ok(()),
    }
}

fn implements(interface: &str) -> bool {
    IMPLEMENTED
        .iter()
        .any(|known| interface == *known || (known.ends_with(['/', '.']) && interface.starts_with(known)))
}

/// How the server sees an instance's HTTP state: for requests that come in.
pub fn inbound_view(state: &mut State) -> WasiHttpCtxView<'_> {
    WasiHttpCtxView { hooks: &mut state.inbound, table: &mut state.table, ctx: &mut state.http }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { hooks: &mut self.outbound, table: &mut self.table, ctx: &mut self.http }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interface_is_implemented_in_its_version() {
        for known in ["spin:sqlite/sqlite@3.1.0", "wasi:http/types@0.3.0", "wasi:cli/stdout@0.2.6"] {
            assert!(implements(known), "{known}");
        }
        for unknown in ["spin:redis/redis@3.0.0", "fermyon:spin/sqlite@2.0.0", "wasi:http/types@0.2.0"] {
            assert!(!implements(unknown), "{unknown}");
        }
    }
}
