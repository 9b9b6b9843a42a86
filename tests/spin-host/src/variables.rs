//! The application's variables, and `spin:variables` for the component.
//!
//! A value comes from the environment, `SPIN_VARIABLE_` and the name in capitals, or else from the manifest's default.
//! The component sees only the variables that its own table defines; their values are templates.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use wasmtime::component::{Accessor, HasData};

use crate::bindings::spin::variables::variables::{Error, Host, HostWithStore};
use crate::manifest::Variable;

/// The values of the application's variables.
pub struct Values(BTreeMap<String, String>);

impl Values {
    /// Takes each variable from `environment`, or else its default.
    ///
    /// # Errors
    ///
    /// Names every required variable that has no value, or the variable whose name Spin would not accept.
    pub fn collect(
        variables: &BTreeMap<String, Variable>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self> {
        let mut values = BTreeMap::new();
        let mut missing = Vec::new();
        for (name, variable) in variables {
            check_name(name).map_err(|problem| anyhow::anyhow!("the variable {name:?} {problem}"))?;
            let key = format!("SPIN_VARIABLE_{}", name.to_ascii_uppercase());
            match environment(&key).or_else(|| variable.default.clone()) {
                Some(value) => _ = values.insert(name.clone(), value),
                None => missing.push(key),
            }
        }
        ensure!(missing.is_empty(), "required variables are not set: {}", missing.join(", "));
        Ok(Self(values))
    }

    /// Replaces each `{{ name }}` in `template` by the variable's value.
    ///
    /// # Errors
    ///
    /// Quotes a template that is not closed, and names a variable that does not exist.
    pub fn fill(&self, template: &str) -> Result<String> {
        let mut filled = String::new();
        let mut rest = template;
        while let Some((before, expression)) = rest.split_once("{{") {
            let Some((name, after)) = expression.split_once("}}") else {
                bail!("'{{{{' is not closed in {template:?}");
            };
            let name = name.trim();
            let value = self.0.get(name).with_context(|| format!("there is no variable {name:?}"))?;
            filled.push_str(before);
            filled.push_str(value);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    /// The component's own variables, their templates filled.
    ///
    /// # Errors
    ///
    /// Names the variable whose name or template is wrong.
    pub fn of_component(&self, templates: &BTreeMap<String, String>) -> Result<ComponentVariables> {
        let mut values = BTreeMap::new();
        for (name, template) in templates {
            check_name(name)
                .map_err(|problem| anyhow::anyhow!("the component's variable {name:?} {problem}"))?;
            let value =
                self.fill(template).with_context(|| format!("in the component's variable {name:?}"))?;
            values.insert(name.clone(), value);
        }
        Ok(ComponentVariables(Arc::new(values)))
    }
}

/// Says what Spin would find wrong with a variable's name.
fn check_name(name: &str) -> Result<(), &'static str> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        Err("must start with a lower-case ASCII letter")
    } else if !name.chars().all(allowed) {
        Err("may contain only lower-case ASCII letters, digits and underscores")
    } else if name.ends_with('_') || name.contains("__") {
        Err("may contain underscores only one at a time, between other characters")
    } else {
        Ok(())
    }
}

/// What the component can ask for through `spin:variables`.
#[derive(Clone)]
pub struct ComponentVariables(Arc<BTreeMap<String, String>>);

impl ComponentVariables {
    fn get(&self, name: &str) -> Result<String, Error> {
        check_name(name).map_err(|problem| Error::InvalidName(format!("{name:?} {problem}")))?;
        self.0
            .get(name)
            .cloned()
            .ok_or_else(|| Error::Undefined(format!("the component has no variable {name:?}")))
    }
}

/// Marks [`ComponentVariables`] as what implements `spin:variables`.
pub struct VariablesData;

impl HasData for VariablesData {
    type Data<'a> = &'a mut ComponentVariables;
}

impl Host for ComponentVariables {}

impl<T: Send> HostWithStore<T> for VariablesData {
    async fn get(accessor: &Accessor<T, Self>, name: String) -> wasmtime::Result<Result<String, Error>> {
        Ok(accessor.with(|mut access| access.get().get(&name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(environment: &[(&str, &str)]) -> Result<Values> {
        let variables: BTreeMap<String, Variable> =
            toml::from_str("key = { required = true }\ngreeting = { default = \"Hello\" }").unwrap();
        let environment: BTreeMap<_, _> = environment.iter().copied().collect();
        Values::collect(&variables, |key| environment.get(key).map(ToString::to_string))
    }

    #[test]
    fn the_environment_goes_before_the_default() {
        let set = [("SPIN_VARIABLE_KEY", "k"), ("SPIN_VARIABLE_GREETING", "Salut")];
        assert_eq!(values(&set[..1]).unwrap().fill("{{ greeting }}-{{key}}!").unwrap(), "Hello-k!");
        assert_eq!(values(&set).unwrap().fill("{{greeting}}").unwrap(), "Salut");
    }

    #[test]
    fn a_missing_variable_is_named() {
        let Err(error) = values(&[]) else { panic!("accepted") };
        assert!(error.to_string().contains("SPIN_VARIABLE_KEY"));
    }

    #[test]
    fn a_template_must_be_closed_and_known() {
        let values = values(&[("SPIN_VARIABLE_KEY", "k")]).unwrap();
        assert!(values.fill("{{ key").is_err());
        assert!(values.fill("{{ keys }}").unwrap_err().to_string().contains("\"keys\""));
        assert_eq!(values.fill("} { plain").unwrap(), "} { plain");
    }

    #[test]
    fn the_component_sees_only_its_own() {
        let values = values(&[("SPIN_VARIABLE_KEY", "k")]).unwrap();
        let own = BTreeMap::from([("name".to_owned(), "<{{ key }}>".to_owned())]);
        let component = values.of_component(&own).unwrap();
        assert_eq!(component.get("name").unwrap(), "<k>");
        assert!(matches!(component.get("key"), Err(Error::Undefined(_))));
        assert!(matches!(component.get("Key"), Err(Error::InvalidName(_))));
        assert!(matches!(component.get("a__b"), Err(Error::InvalidName(_))));
    }
}
